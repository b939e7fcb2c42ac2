// <number-chart data-source="id">: draws the numbers of a json_script; the table beside it says the same.
// Without JS it takes no room. A click on a bar opens the list that it counts.
const dark = matchMedia("(prefers-color-scheme: dark)")

customElements.define("number-chart", class extends HTMLElement {
  connectedCallback() {
    this.facts = JSON.parse(document.getElementById(this.dataset.source).textContent)
    this.canvas = document.createElement("canvas")
    this.canvas.setAttribute("role", "img")
    this.canvas.setAttribute("aria-label", this.getAttribute("aria-label"))
    this.removeAttribute("aria-label")
    this.classList.toggle("number-chart--lying", Boolean(this.facts.lying))
    this.append(this.canvas)
    this.draw = this.draw.bind(this)
    dark.addEventListener("change", this.draw)
    this.watcher = new MutationObserver(this.draw)
    this.watcher.observe(document.documentElement, { attributeFilter: ["data-bs-theme"] })
    this.draw()
  }

  disconnectedCallback() {
    dark.removeEventListener("change", this.draw)
    this.watcher.disconnect()
    this.chart?.destroy()
  }

  // A token as the browser shows it now: light-dark() is settled only on an element.
  colour(token) {
    this.canvas.style.color = `var(--${token})`
    return getComputedStyle(this.canvas).color
  }

  draw() {
    this.chart?.destroy()
    this.chart = new window.Chart(this.canvas, { type: "bar", data: this.data(), options: this.options() })
  }

  data() {
    const datasets = this.facts.series.map((one) => ({
      label: one.label,
      data: one.values,
      backgroundColor: this.colour(`chart-${one.tone}`),
      borderRadius: 2,
      maxBarThickness: 22,
    }))
    return { labels: this.facts.labels, datasets }
  }

  options() {
    const { lying, stacked, series } = this.facts
    const [words, line] = [this.colour("text-muted"), this.colour("line")]
    const named = { stacked, grid: { display: false }, ticks: { color: words, autoSkip: !lying, maxRotation: 0 }, border: { color: line } }
    const counted = { stacked, beginAtZero: true, grid: { color: line }, ticks: { color: words, precision: 0 }, border: { display: false } }
    return {
      animation: false,
      maintainAspectRatio: false,
      indexAxis: lying ? "y" : "x",
      font: { family: getComputedStyle(this).fontFamily },
      interaction: { mode: "index", axis: lying ? "y" : "x", intersect: false },
      scales: lying ? { x: counted, y: named } : { x: named, y: counted },
      plugins: { legend: { display: series.length > 1, align: "start", labels: { color: words, boxWidth: 10, boxHeight: 10 } } },
      onClick: (event) => {
        const [hit] = this.chart.getElementsAtEventForMode(event, "nearest", { intersect: true }, true)
        if (hit) window.location.assign(series[hit.datasetIndex].urls[hit.index])
      },
    }
  }
})

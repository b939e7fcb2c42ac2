// <search-field data-url>: offers how the line in its field could go on, in a <datalist>. Without JS the field is a plain one.
customElements.define("search-field", class extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input")
    this.list = document.createElement("datalist")
    this.list.id = `${this.field.id || "search"}-options-${Math.random().toString(36).slice(2)}`
    this.append(this.list)
    this.field.setAttribute("list", this.list.id)
    this.field.addEventListener("input", this)
  }

  handleEvent() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.offer(this.field.value), 150)
  }

  async offer(typed) {
    const last = typed.split(" ").at(-1)
    if (!last) return this.show([])
    try {
      const response = await fetch(`${this.dataset.url}?q=${encodeURIComponent(typed)}`, { headers: { Accept: "application/json" } })
      const { options } = response.ok ? await response.json() : { options: [] }
      if (typed === this.field.value) this.show(options)
    } catch { /* Offline: nothing is offered. */ }
  }

  show(options) {
    this.list.replaceChildren(...options.map((value) => Object.assign(document.createElement("option"), { value })))
  }
})

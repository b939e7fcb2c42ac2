// <ticket-news data-ticket data-newest>: marks what a ticket's page shows as read once somebody looks at it, and adds
// what comes meanwhile to the end of the timeline, under a bar that leads there. What is being typed stays where it is.
customElements.define("ticket-news", class extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form")
    this.bar = this.querySelector(".ticket-news__bar")
    document.addEventListener("news", this)
    document.addEventListener("visibilitychange", this)
    this.addEventListener("click", this)
    this.markRead()
  }

  disconnectedCallback() {
    document.removeEventListener("news", this)
    document.removeEventListener("visibilitychange", this)
  }

  handleEvent(event) {
    if (event.type === "news") this.compare(event.detail.tickets ?? {})
    else if (event.type === "click") this.bar.replaceChildren()
    else this.markRead()
  }

  async markRead() {
    if (document.hidden || !this.form.up_to.value) return
    const body = new FormData(this.form)
    this.form.up_to.value = ""
    const response = await fetch(this.form.action, { method: "POST", body, headers: { Accept: "application/json" } })
    if (response.ok) document.dispatchEvent(new CustomEvent("news-read", { detail: await response.json() }))
  }

  compare(tickets) {
    const newest = tickets[this.dataset.ticket] ?? 0
    if (newest <= Number(this.dataset.newest)) return
    this.dataset.newest = newest
    this.load()
  }

  async load() {
    const response = await fetch(location.pathname + location.search, { redirect: "error" })
    if (!response.ok) return
    const page = new DOMParser().parseFromString(await response.text(), "text/html")
    const isNew = (entry) => !document.getElementById(entry.id)
    this.add([...page.querySelectorAll(".timeline > li[id]")].filter(isNew))
    document.querySelector(".ticket-lead")?.replaceWith(page.querySelector(".ticket-lead"))
    this.form.up_to.value = page.querySelector("ticket-news form").up_to.value
    this.markRead()
  }

  async add(entries) {
    if (!entries.length) return
    const typing = document.activeElement?.closest("form") && document.activeElement
    const before = typing?.getBoundingClientRect().top
    document.querySelector(".timeline").append(...entries)
    this.announce(entries)
    if (!typing) return
    await new Promise(requestAnimationFrame)
    window.scrollBy({ top: typing.getBoundingClientRect().top - before, behavior: "instant" })
  }

  announce(entries) {
    const link = this.bar.querySelector("a") ?? document.createElement("a")
    const count = Number(link.dataset.count ?? 0) + entries.length
    if (!link.dataset.count) link.href = `#${entries[0].id}`
    link.dataset.count = count
    link.textContent = count === 1 ? this.dataset.one : this.dataset.many.replace("{n}", count)
    this.bar.replaceChildren(link)
  }
})

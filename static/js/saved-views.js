// <saved-views data-url data-whose>: puts the person's views and their counts into the side bar, and keeps them fresh.
const EVERY = 60_000

customElements.define("saved-views", class extends HTMLElement {
  connectedCallback() {
    this.key = `views:${this.dataset.whose}:${this.dataset.url}`
    this.show(sessionStorage.getItem(this.key))
    this.ask()
    this.timer = setInterval(() => document.hidden || this.ask(), EVERY)
  }

  disconnectedCallback() { clearInterval(this.timer) }

  async ask() {
    const response = await fetch(this.dataset.url, { redirect: "error" }).catch(() => null)
    if (!response?.ok) return
    const views = await response.text()
    this.show(views)
    sessionStorage.setItem(this.key, views)
  }

  show(views) {
    if (!views || views === this.shown || this.contains(document.activeElement)) return
    this.shown = views
    this.innerHTML = views
  }
})

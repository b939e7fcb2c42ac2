// <saved-views data-url data-whose data-shown>: puts the person's views and their counts into the side bar. They are
// counted anew once a minute at most: a count may be dear, and no page waits for it.
const EVERY = 60_000

customElements.define("saved-views", class extends HTMLElement {
  connectedCallback() {
    this.key = `views:${this.dataset.whose}:${document.documentElement.lang}`
    this.views = new URL(this.dataset.url, location.href).pathname
    const { html, at } = JSON.parse(sessionStorage.getItem(this.key) ?? "{}")
    if (html) this.show(html)
    if (!html || Date.now() - at > EVERY || this.mayHaveChanged) this.ask()
    this.timer = setInterval(() => document.hidden || this.ask(), EVERY)
  }

  disconnectedCallback() { clearInterval(this.timer) }

  get mayHaveChanged() {
    const comesFrom = document.referrer && new URL(document.referrer).pathname
    return [location.pathname, comesFrom].some((path) => path?.startsWith(this.views)) || Boolean(this.dataset.shown)
  }

  async ask() {
    const response = await fetch(this.dataset.url, { redirect: "error" }).catch(() => null)
    if (!response?.ok) return
    const html = await response.text()
    this.show(html)
    sessionStorage.setItem(this.key, JSON.stringify({ html, at: Date.now() }))
  }

  show(html) {
    if (this.contains(document.activeElement)) return
    this.innerHTML = html
    const here = this.dataset.shown && this.querySelector(`[href="${this.views}${CSS.escape(this.dataset.shown)}/"]`)
    if (here) here.setAttribute("aria-current", "page")
  }
})

// <news-stream data-url data-person>: where the site streams news, one visible tab of a browser listens and tells the
// others over the channel of <news-poll>; while the stream stands nobody polls. Broken, it is tried again, ever later.
const AT_FIRST = 5_000, AT_LAST = 300_000, SILENT = 40_000

customElements.define("news-stream", class extends HTMLElement {
  connectedCallback() {
    this.name = `news-${this.dataset.person}`
    this.watched = new Map()
    this.wait = AT_FIRST
    this.channel = new BroadcastChannel(this.name)
    this.channel.onmessage = ({ data }) => data.watch && this.watch(data.watch)
    this.timer = setInterval(() => this.keep(), 3000)
    for (const type of ["visibilitychange", "pagehide", "pageshow"]) window.addEventListener(type, this)
    this.handleEvent()
  }

  disconnectedCallback() {
    clearInterval(this.timer)
    for (const type of ["visibilitychange", "pagehide", "pageshow"]) window.removeEventListener(type, this)
    this.leave()
    this.channel.close()
  }

  handleEvent(event) {
    if (document.hidden || event?.type === "pagehide") this.leave()
    else if (!this.turn) this.queue()
  }

  queue() {
    this.turn = new AbortController()
    const { signal } = this.turn
    const listen = () => new Promise((letGo) => { this.letGo = letGo; this.gather() })
    if (!navigator.locks) return void listen() // a page without TLS has none: each tab listens by itself
    navigator.locks.request(`${this.name}-stream`, { signal }, listen).catch(() => { /* Left before its turn. */ })
  }

  leave() {
    this.turn?.abort()
    this.turn = null
    this.close()
    this.letGo?.()
    this.letGo = null
  }

  close() {
    clearTimeout(this.opening)
    this.opening = null
    this.source?.close()
    this.source = null
  }

  // The other tabs answer with the tickets they show.
  gather() {
    this.close()
    this.channel.postMessage({ gather: true })
    this.opening = setTimeout(() => this.open(), 200)
  }

  watch(ticket) {
    this.watched.set(ticket, Date.now())
    if (this.source && this.tickets.length < 10 && !this.tickets.includes(ticket)) this.gather()
  }

  open() {
    this.opening = null
    const recent = [...this.watched].filter(([, at]) => Date.now() - at < 20_000).map(([ticket]) => ticket)
    const own = document.querySelector("ticket-news")?.dataset.ticket
    this.tickets = [...new Set([own, ...recent])].filter(Boolean).slice(0, 10)
    const query = this.tickets.map((ticket) => `ticket=${ticket}`).join("&")
    this.source = new EventSource(`${this.dataset.url}?${query}`, { withCredentials: true })
    this.source.addEventListener("news", ({ data }) => this.hear({ news: JSON.parse(data) }))
    this.source.addEventListener("beat", () => this.hear({}))
    this.source.onopen = () => { this.heard = Date.now() }
    this.source.onerror = () => this.again()
  }

  hear(message) {
    this.heard = Date.now()
    this.wait = AT_FIRST
    this.channel.postMessage({ asked: true, ...message })
  }

  again() {
    this.close()
    this.opening = setTimeout(() => this.gather(), this.wait * (0.5 + Math.random()))
    this.wait = Math.min(this.wait * 2, AT_LAST)
  }

  keep() {
    if (this.source?.readyState !== EventSource.OPEN) return
    if (Date.now() - this.heard > SILENT) this.again()
    else this.channel.postMessage({ asked: true })
  }
})

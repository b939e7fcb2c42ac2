// <news-poll data-url data-person data-every="10">: keeps the bell inside up to date, and tells the page ("news" event).
// The tabs of a browser share one question: whoever asks tells the others, and a hidden tab asks once a minute.
customElements.define("news-poll", class extends HTMLElement {
  connectedCallback() {
    this.name = `news-${this.dataset.person}`
    this.heard = Date.now()
    this.watched = new Map()
    this.channel = new BroadcastChannel(this.name)
    this.channel.onmessage = ({ data }) => this.hear(data)
    this.timer = setInterval(() => this.askIfDue(), 1000)
    document.addEventListener("news", this)
    document.addEventListener("news-read", this)
    document.addEventListener("visibilitychange", this)
    this.channel.postMessage({ watch: this.ticket })
  }

  disconnectedCallback() {
    clearInterval(this.timer)
    this.channel.close()
    document.removeEventListener("news", this)
    document.removeEventListener("news-read", this)
    document.removeEventListener("visibilitychange", this)
  }

  handleEvent(event) {
    if (event.type === "news") this.show(event.detail)
    else if (event.type === "news-read") this.share(event.detail)
    else this.askIfDue()
  }

  get ticket() { return document.querySelector("ticket-news")?.dataset.ticket }

  get wait() { return (document.hidden ? 60 : Number(this.dataset.every)) * 1000 }

  hear({ watch, asked, gather, news }) {
    if (watch) this.watched.set(watch, Date.now())
    if (asked) this.heard = Date.now()
    if (asked || gather) this.channel.postMessage({ watch: this.ticket })
    if (news) this.tell(news)
  }

  askIfDue() {
    if (Date.now() - this.heard < this.wait) return
    if (!navigator.locks) this.ask() // a page without TLS has none
    else navigator.locks.request(this.name, { ifAvailable: true }, (lock) => lock && this.ask())
  }

  async ask() {
    this.heard = Date.now()
    const recent = [...this.watched].filter(([, at]) => Date.now() - at < 150_000).map(([ticket]) => ticket)
    const tickets = [...new Set([this.ticket, ...recent])].filter(Boolean).map((ticket) => `ticket=${ticket}`)
    const headers = { Accept: "application/json", ...(this.etag && { "If-None-Match": this.etag }) }
    try {
      const options = { headers, cache: "no-store", redirect: "error" }
      const response = await fetch(`${this.dataset.url}?${tickets.slice(0, 10).join("&")}`, options)
      this.channel.postMessage({ asked: true })
      if (!response.ok) return
      this.etag = response.headers.get("ETag")
      this.share(await response.json())
    } catch { /* Offline, or signed out: the next question may be answered. */ }
  }

  share(news) {
    this.channel.postMessage({ news })
    this.tell(news)
  }

  tell(news) { document.dispatchEvent(new CustomEvent("news", { detail: news })) }

  show({ count, label }) {
    this.querySelector(".bell__count").textContent = count
    this.querySelector(".bell__label").textContent = label
  }
})

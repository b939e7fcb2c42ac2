// <import-progress>: keeps what it holds up to date while a worker is at an import, and shows the page anew at its end.
customElements.define("import-progress", class extends HTMLElement {
  connectedCallback() { this.timer = setInterval(() => document.hidden || this.look(), 2000) }

  disconnectedCallback() { clearInterval(this.timer) }

  async look() {
    try {
      const response = await fetch(location.href, { cache: "no-store", redirect: "error" })
      if (!response.ok) return
      const page = new DOMParser().parseFromString(await response.text(), "text/html")
      const now = page.querySelector("import-progress")
      if (!now) return location.reload()
      if (now.innerHTML !== this.innerHTML) this.replaceChildren(...now.childNodes)
    } catch { /* Offline, or signed out: the next look may be answered. */ }
  }
})

// <similar-tickets data-url>: while a title is typed, shows open tickets like it under the field. Without JS a button looks.
customElements.define("similar-tickets", class extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input[name=title]")
    this.list = this.querySelector(".similar")
    this.field.addEventListener("input", this)
    document.getElementById("me-too").addEventListener("submit", this)
    if (this.field.value && !this.list.childElementCount) this.look()
  }

  handleEvent(event) {
    if (event.type === "submit") return document.querySelector("unsaved-guard")?.letGo()
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.look(), 300)
  }

  async look() {
    const title = this.field.value
    try {
      const response = await fetch(`${this.dataset.url}?title=${encodeURIComponent(title)}`)
      const page = new DOMParser().parseFromString(response.ok ? await response.text() : "", "text/html")
      if (title === this.field.value) this.list.replaceChildren(...page.body.children)
    } catch { /* Offline: nothing is offered. */ }
  }
})

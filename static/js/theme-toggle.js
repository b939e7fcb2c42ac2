// <theme-toggle>: the buttons of the form inside choose light, dark or the system's way at once, without loading the page.
customElements.define("theme-toggle", class extends HTMLElement {
  connectedCallback() { this.addEventListener("submit", this) }

  handleEvent(event) {
    const theme = event.submitter?.value
    if (!theme) return
    event.preventDefault()
    const secure = location.protocol === "https:" ? "; secure" : ""
    const age = theme === "system" ? 0 : 365 * 24 * 3600
    document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax${secure}`
    if (theme === "system") document.documentElement.removeAttribute("data-bs-theme")
    else document.documentElement.setAttribute("data-bs-theme", theme)
    for (const button of this.querySelectorAll("button[name=theme]")) {
      button.setAttribute("aria-pressed", button.value === theme)
    }
  }
})

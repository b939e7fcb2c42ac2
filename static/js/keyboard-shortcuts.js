// <keyboard-shortcuts>: "/" searches, "n" opens a new ticket, "g" and a letter goes places, "?" shows the <dialog> inside.
// Keys with a target name it: data-shortcut="n" on a link or a field.
customElements.define("keyboard-shortcuts", class extends HTMLElement {
  connectedCallback() { document.addEventListener("keydown", this) }

  disconnectedCallback() { document.removeEventListener("keydown", this) }

  handleEvent(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || this.isTyping(event.target)) return
    const keys = this.started ? `${this.started} ${event.key}` : event.key
    this.started = null
    if (event.key === "g") this.started = "g"
    else if (event.key === "?") this.querySelector("dialog").showModal()
    else if (this.follow(keys)) event.preventDefault()
  }

  isTyping(target) {
    return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName) || document.querySelector("dialog[open]")
  }

  follow(keys) {
    const target = document.querySelector(`[data-shortcut="${CSS.escape(keys)}"]`)
    if (!target) return false
    if (target.tagName === "A") target.click()
    else { target.focus(); target.select?.() }
    return true
  }
})

// <mention-field data-url data-label data-place>: the <text-expander> inside offers people after an @. Names are shown as text only.
customElements.define("mention-field", class extends HTMLElement {
  connectedCallback() {
    for (const what of ["change", "activate", "value", "committed"]) this.addEventListener(`text-expander-${what}`, this, true)
  }

  handleEvent({ type, detail }) {
    if (type === "text-expander-change") detail.provide(this.offer(detail.text))
    else if (type === "text-expander-activate") queueMicrotask(() => this.stayTextBox())
    else if (type === "text-expander-value") detail.value = detail.item.dataset.value
    else detail.input.dispatchEvent(new Event("input", { bubbles: true }))
  }

  // A field of several lines may not be a combobox; the option that is chosen is told all the same.
  stayTextBox() {
    for (const name of ["role", "aria-expanded"]) this.querySelector("textarea").removeAttribute(name)
  }

  // Answers may come in another order than the questions: whoever waits for one gets that to the last words typed.
  async offer(words) {
    this.newest = this.ask(words)
    let asked, offered
    do {
      asked = this.newest
      offered = await asked
    } while (asked !== this.newest)
    return offered
  }

  async ask(words) {
    const asked = new URLSearchParams({ q: words, ...(this.dataset.place && { place: this.dataset.place }) })
    const response = await fetch(`${this.dataset.url}?${asked}`, { headers: { Accept: "application/json" } })
    const people = response.ok ? (await response.json()).people : []
    return { matched: people.length > 0, fragment: this.list(people) }
  }

  list(people) {
    const list = document.createElement("ul")
    list.className = "mention-list"
    list.setAttribute("role", "listbox")
    list.setAttribute("aria-label", this.dataset.label)
    list.append(...people.map(({ username, name }) => {
      const item = document.createElement("li")
      item.setAttribute("role", "option")
      item.dataset.value = `@${username}`
      item.textContent = name === username ? name : `${name} (${username})`
      return item
    }))
    return list
  }
})

// <catalogue-filter>: while words are typed, what does not speak of all of them is hidden. Without JS the form finds.
const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "")

customElements.define("catalogue-filter", class extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("[name=q]")
    this.status = this.querySelector("[role=status]")
    this.field.addEventListener("input", this)
  }

  handleEvent() {
    const words = plain(this.field.value).split(/\s+/).filter(Boolean)
    let found = 0
    for (const shelf of this.querySelectorAll(".catalogue__shelf")) {
      const here = this.narrow(shelf, words)
      shelf.hidden = here === 0
      found += here
    }
    this.status.textContent = words.length === 0 ? "" : found ? `${this.dataset.found} ${found}` : this.dataset.nothing
  }

  narrow(shelf, words) {
    const name = plain(shelf.querySelector(".catalogue__name").textContent)
    const places = [...shelf.querySelectorAll(".catalogue__place")]
    for (const place of places) {
      const text = `${name} ${plain(place.textContent)}`
      place.hidden = !words.every((word) => text.includes(word))
    }
    return places.filter((place) => !place.hidden).length
  }
})

// Comforts: the colour scheme, the search and charts to explore. Everything can be read without them.
const base = document.currentScript.dataset.base

// Colour scheme -------------------------------------------------------------------------------
const root = document.documentElement
const schemeButton = document.querySelector("[data-k2-scheme]")
const prefersDark = matchMedia("(prefers-color-scheme: dark)")
const isDark = () => (root.dataset.scheme ? root.dataset.scheme === "dark" : prefersDark.matches)
const showScheme = () => schemeButton.setAttribute("aria-pressed", String(isDark()))

schemeButton.hidden = false
showScheme()
prefersDark.addEventListener("change", showScheme)
schemeButton.addEventListener("click", () => {
  root.dataset.scheme = isDark() ? "light" : "dark"
  showScheme()
  try {
    localStorage.setItem("k2-scheme", root.dataset.scheme)
  } catch {
    // The choice then lasts for this page only.
  }
})

// Search: nothing of it loads before the reader opens it --------------------------------------
const searchButton = document.querySelector("[data-k2-search]")
let search

function openSearch() {
  search ??= createSearch()
  search.open()
}

searchButton.hidden = false
searchButton.addEventListener("click", openSearch)
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]")
  const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey
  const commandK = event.key === "k" && (event.ctrlKey || event.metaKey)
  if (slash || commandK) {
    event.preventDefault()
    openSearch()
  }
})

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}

function createSearch() {
  const input = element("input", {
    type: "search",
    id: "k2-query",
    autocomplete: "off",
    spellcheck: false,
    placeholder: "Search this site",
  })
  const label = element("label", { htmlFor: "k2-query", className: "k2-hidden", textContent: "Search this site" })
  const status = element("p", { className: "k2-search__status" })
  status.setAttribute("role", "status")
  const list = element("ol", { className: "k2-search__results" })
  const more = element("button", { type: "button", className: "k2-tool", textContent: "Show more", hidden: true })
  const close = element("button", { type: "button", className: "k2-tool", textContent: "Close" })
  const form = element("form", { className: "k2-search__form" }, label, input, close)
  form.setAttribute("role", "search")
  const dialog = element("dialog", { className: "k2-search" }, form, status, list, more)
  dialog.setAttribute("aria-label", "Search")
  document.body.append(dialog)

  let engine
  let latest = 0
  let rest = []
  const load = () => (engine ??= import(new URL(`${base}/pagefind/pagefind.js`, location.href)))

  async function run() {
    const query = input.value.trim()
    const turn = ++latest
    if (!query) {
      list.replaceChildren()
      more.hidden = true
      status.textContent = ""
      return
    }
    try {
      const pagefind = await load()
      const found = await pagefind.debouncedSearch(query, {}, 120)
      if (!found || turn !== latest) return
      const results = await Promise.all(found.results.slice(0, 12).map((result) => result.data()))
      if (turn !== latest) return
      list.replaceChildren(...results.map(resultItem))
      rest = found.results.slice(12)
      more.hidden = !rest.length
      const amount = found.results.length
      status.textContent =
        amount === 0 ? `Nothing found for “${query}”.` : `${amount} ${amount === 1 ? "page" : "pages"} found.`
    } catch {
      status.textContent = "The search could not be loaded."
    }
  }

  async function showMore() {
    const turn = latest
    const next = rest.splice(0, 12)
    const results = await Promise.all(next.map((result) => result.data()))
    if (turn !== latest) return
    const items = results.map(resultItem)
    list.append(...items)
    more.hidden = !rest.length
    items[0]?.querySelector("a").focus()
  }

  // Pagefind marks hits inside text that it has escaped itself.
  function excerpt(html) {
    const parsed = new DOMParser().parseFromString(html, "text/html").body
    const paragraph = element("p")
    for (const node of parsed.childNodes) {
      const hit = node.nodeName === "MARK"
      paragraph.append(hit ? element("mark", { textContent: node.textContent }) : node.textContent)
    }
    return paragraph
  }

  function resultItem(data) {
    const best = [...data.sub_results].sort((a, b) => b.locations.length - a.locations.length)[0] ?? data
    const kind = data.meta.kind
    const section = best.title && best.title !== data.meta.title ? ` – ${best.title}` : ""
    const link = element("a", { href: best.url, textContent: `${data.meta.title}${section}` })
    const item = element("li", {}, link)
    if (kind && kind !== "Page") item.append(" ", element("span", { className: "k2-tag", textContent: kind }))
    item.append(excerpt(best.excerpt))
    return item
  }

  function move(step) {
    const stops = [input, ...list.querySelectorAll("a")]
    const next = stops[stops.indexOf(document.activeElement) + step]
    next?.focus()
  }

  input.addEventListener("input", run)
  more.addEventListener("click", showMore)
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    list.querySelector("a")?.click()
  })
  close.addEventListener("click", () => dialog.close())
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("a")) dialog.close()
  })
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape") dialog.close() // a search field would only empty itself
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault()
      move(event.key === "ArrowDown" ? 1 : -1)
    }
  })
  return {
    open() {
      if (!dialog.open) dialog.showModal()
      input.focus()
      input.select()
      load().catch(() => {})
    },
  }
}

// Charts: the interactive version and its program load when the reader asks for them ------------
let chartProgram

function loadChartProgram() {
  chartProgram ??= new Promise((resolve, reject) => {
    const script = element("script", { src: `${base}/assets/vega.js` })
    script.addEventListener("load", () => resolve(window.vegaEmbed))
    script.addEventListener("error", () => {
      chartProgram = undefined
      reject(new Error("not loaded"))
    })
    document.head.append(script)
  })
  return chartProgram
}

async function explore(drawing, button) {
  button.disabled = true
  const said = element("p", { className: "k2-detail" })
  said.setAttribute("role", "status")
  try {
    const embed = await loadChartProgram()
    const narrow = getComputedStyle(drawing.querySelector(".k2-drawn--wide")).display === "none"
    const answer = await fetch(`${drawing.dataset.k2Chart}${narrow ? "-narrow" : ""}.json`)
    if (!answer.ok) throw new Error(answer.statusText)
    const made = element("div")
    // `ast` lets the program work under a policy that forbids code made from text.
    await embed(made, await answer.json(), {
      mode: "vega-lite",
      ast: true,
      renderer: "svg",
      actions: false,
      defaultStyle: false,
      tooltip: { disableDefaultStyle: true },
    })
    for (const mark of made.querySelectorAll("[aria-roledescription=point]")) {
      mark.tabIndex = 0
      const tell = () => (said.textContent = mark.getAttribute("aria-label"))
      mark.addEventListener("focus", tell)
      mark.addEventListener("pointerenter", tell)
    }
    said.textContent = "Point at a mark, or move to it with the Tab key, to read its numbers."
    drawing.replaceChildren(made, said)
    button.remove()
  } catch {
    said.textContent = "The interactive version could not be loaded."
    drawing.append(said)
    button.disabled = false
  }
}

for (const drawing of document.querySelectorAll("[data-k2-chart]")) {
  const button = drawing.parentElement.querySelector("[data-k2-explore]")
  button.hidden = false
  button.addEventListener("click", () => explore(drawing, button))
}

// A table that is laid out as blocks on a phone says again that it is a table: some browsers forget it
const roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" }
for (const part of document.querySelectorAll(".k2-stack, .k2-stack :is(thead, tbody, tr, th, td)")) {
  part.setAttribute("role", roles[part.tagName] ?? (part.scope === "row" ? "rowheader" : "columnheader"))
}

// The table of evidence: filters and order; the filters stand in the address, so a view can be cited
for (const form of document.querySelectorAll("[data-k2-filter]")) {
  const table = document.getElementById(form.dataset.k2Filter)
  const body = table.tBodies[0]
  const rows = [...body.rows]
  const shown = document.querySelector("[data-k2-shown]")
  const words = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]))
  const fields = [...form.elements].filter((field) => field.name)

  function filter() {
    const wanted = fields.filter((field) => field.value.trim())
    for (const row of rows) {
      const hide = !wanted.every((field) =>
        field.name === "words"
          ? field.value.toLowerCase().split(/\s+/).every((word) => words.get(row).includes(word))
          : row.dataset[field.name].split("|").includes(field.value),
      )
      if (row.hidden !== hide) row.hidden = hide // a change lays the table out again
    }
    shown.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length} shown`
    const address = new URL(location.href)
    address.search = new URLSearchParams(wanted.map((field) => [field.name, field.value.trim()]))
    history.replaceState(null, "", address)
  }

  function order(column, head) {
    const up = head.getAttribute("aria-sort") !== "ascending"
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort")
    head.setAttribute("aria-sort", up ? "ascending" : "descending")
    const key = (row) => row.cells[column].dataset.key ?? row.cells[column].textContent
    const compare = (one, other) => {
      if (!one || !other) return one ? -1 : other ? 1 : 0 // what has no number comes last
      return one.localeCompare(other, "en", { numeric: true }) * (up ? 1 : -1)
    }
    body.append(...rows.sort((a, b) => compare(key(a), key(b))))
  }

  for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
    const button = element("button", { type: "button", className: "k2-sort", textContent: head.textContent })
    button.addEventListener("click", () => order(column, head))
    head.replaceChildren(button)
  }
  const asked = new URLSearchParams(location.search)
  for (const field of fields) field.value = asked.get(field.name) ?? ""
  form.hidden = shown.hidden = false
  form.addEventListener("input", filter)
  form.addEventListener("submit", (event) => event.preventDefault())
  form.addEventListener("reset", () => setTimeout(filter))
  filter()
}

// Copying: a button beside each citation and each piece of code
function copyButton(text) {
  const said = text.textContent
  const button = element("button", { type: "button", className: "k2-tool k2-copy", textContent: "Copy" })
  button.setAttribute("aria-label", `Copy ${text.getAttribute("aria-label") ?? text.previousElementSibling.textContent}`)
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(said)
      button.textContent = "Copied"
    } catch {
      getSelection().selectAllChildren(text) // what the browser does not let us copy, the reader can
      button.textContent = "Selected"
    }
    setTimeout(() => (button.textContent = "Copy"), 2000)
  })
  if (text.matches("pre")) text.after(button)
  else text.append(" ", button)
}

for (const text of document.querySelectorAll("[data-k2-copy]")) copyButton(text)

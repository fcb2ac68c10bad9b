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

// The menu of a phone works without a script; with one, Escape closes it and returns to its button
const menu = document.querySelector(".k2-menu")
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open || document.querySelector("dialog[open]")) return
  menu.open = false
  menu.querySelector("summary").focus()
})

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}

// The engine and the other names of things load together, once.
let engine

function loadEngine() {
  engine ??= Promise.all([
    import(new URL(`${base}/pagefind/pagefind.js`, location.href)),
    fetch(`${base}/assets/synonyms.json`)
      .then((answer) => answer.json())
      .catch(() => ({})), // without them, the words themselves are still found
  ])
  return engine
}

// The query, and the query with each name of a thing replaced by the thing's other names
function spellings(query, synonyms) {
  const keyOf = (words) => words.join(" ").toLowerCase().replace(/\p{Pd}/gu, "")
  const words = query.split(/\s+/)
  const parts = []
  while (words.length) {
    let length = words.length
    while (length > 1 && !Object.hasOwn(synonyms, keyOf(words.slice(0, length)))) length--
    const taken = words.splice(0, length)
    const key = keyOf(taken)
    parts.push([taken.join(" "), ...(Object.hasOwn(synonyms, key) ? synonyms[key] : [])])
  }
  // In quotation marks a name is found as it stands, not by its words one by one.
  if (parts.length === 1) return parts[0].map((name, place) => (place ? `"${name}"` : name))
  const all = parts.reduce((begun, names) => begun.flatMap((text) => names.map((name) => `${text} ${name}`)), [""])
  return all.slice(0, 12).map((text) => text.trim())
}

// Find pages by words and filters. `kinds` says how many pages of each kind the words find.
async function find(query, filters) {
  const [pagefind, synonyms] = await loadEngine()
  // Pages write the micro sign, which looks like the Greek letter; of a DOI the part behind the slash is a word.
  const typed = query.replace(/\u03bc/g, "\u00b5").replace(/\b10\.\d{4,9}\/(?=\S)/g, "")
  const asked = spellings(typed, synonyms)
  const best = new Map()
  const kinds = new Map()
  for (const found of await Promise.all(asked.map((words) => pagefind.search(words, { filters })))) {
    for (const result of found.results) {
      if (!(best.get(result.id)?.score >= result.score)) best.set(result.id, result)
    }
    for (const [kind, pages] of Object.entries(found.totalFilters.kind ?? {})) kinds.set(kind, pages)
  }
  return { results: [...best.values()].sort((one, other) => other.score - one.score), kinds, asked }
}

// A list of results that grows on request: what a page of it shows is loaded when it is shown.
function resultList(list, more, size, item) {
  let latest = 0
  let rest = []

  async function load(results) {
    return (await Promise.all(results.map((result) => result.data()))).map(item)
  }

  more.addEventListener("click", async () => {
    const turn = latest
    const items = await load(rest.slice(0, size))
    if (turn !== latest) return
    rest = rest.slice(size)
    list.append(...items)
    more.hidden = !rest.length
    items[0]?.querySelector("a").focus()
  })

  return async function show(results) {
    const turn = ++latest
    const items = await load(results.slice(0, size))
    if (turn !== latest) return
    rest = results.slice(size)
    list.replaceChildren(...items)
    more.hidden = !rest.length
  }
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

// A page leads to its section with most hits; the next three are named under it.
function resultItem(data) {
  const [best, ...others] = [...data.sub_results].sort((a, b) => b.locations.length - a.locations.length)
  const { title, kind } = data.meta
  const named = (part) => part?.anchor && part.title && part.title !== title
  const link = element("a", {
    href: (best ?? data).url,
    textContent: named(best) ? `${title} – ${best.title}` : title,
  })
  const item = element("li", {}, link)
  if (kind && kind !== "Page") item.append(" ", element("span", { className: "k2-tag", textContent: kind }))
  item.append(excerpt((best ?? data).excerpt))
  // Sections of two courses share a name: it stands once, for the one with most hits.
  const names = [best, ...others].map((part) => part?.title)
  const sections = others.filter((part, place) => named(part) && !names.slice(0, place + 1).includes(part.title))
  sections.length = Math.min(sections.length, 3)
  if (sections.length) {
    const links = sections.flatMap((part) => [" ", element("a", { href: part.url, textContent: part.title })])
    item.append(element("p", { className: "k2-search__sections" }, "Also on this page:", ...links))
  }
  return item
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds))
const counted = (amount, thing) => `${amount} ${thing}${amount === 1 ? "" : "s"} found.`

function createSearch() {
  const input = element("input", {
    type: "search",
    id: "k2-query",
    autocomplete: "off",
    spellcheck: false,
    placeholder: "Search this site",
  })
  const label = element("label", { htmlFor: "k2-query", className: "k2-hidden", textContent: "Search this site" })
  const choices = element("fieldset", {}, element("legend", { className: "k2-hidden", textContent: "Show only" }))
  const kinds = element(
    "details",
    { className: "k2-search__kinds", hidden: true },
    element("summary"),
    choices,
  )
  const status = element("p", { className: "k2-search__status" })
  status.setAttribute("role", "status")
  const list = element("ol", { className: "k2-search__results" })
  const more = element("button", { type: "button", className: "k2-tool", textContent: "Show more", hidden: true })
  const close = element("button", { type: "button", className: "k2-tool", textContent: "Close" })
  const form = element("form", { className: "k2-search__form" }, label, input, close)
  form.setAttribute("role", "search")
  const dialog = element("dialog", { className: "k2-search" }, form, kinds, status, list, more)
  dialog.setAttribute("aria-label", "Search")
  document.body.append(dialog)

  const show = resultList(list, more, 6, resultItem)
  const boxes = new Map()
  let latest = 0
  let running

  async function run() {
    const query = input.value.trim()
    const turn = ++latest
    if (!query) {
      kinds.hidden = true
      status.textContent = ""
      return show([])
    }
    await pause(120)
    if (turn !== latest) return
    try {
      const chosen = [...boxes].filter(([, box]) => box.checked).map(([kind]) => kind)
      // A filter that leaves out nothing makes Pagefind count the kinds. It loads the kind of every page,
      // which is much where there are many: so only for a reader who wants to choose.
      const every = kinds.open ? { not: { kind: "none" } } : {}
      const found = await find(query, chosen.length ? { kind: { any: chosen } } : every)
      if (kinds.open && found.asked.length > 1) {
        // A page that two spellings find counts once.
        const counts = [...found.kinds.keys()].map(async (kind) => [kind, (await find(query, { kind })).results.length])
        found.kinds = new Map(await Promise.all(counts))
      }
      if (turn !== latest) return
      await show(found.results)
      if (turn !== latest) return
      showKinds(found.kinds, chosen)
      const others = found.asked.slice(1).map((words) => words.replaceAll('"', ""))
      const also = others.length ? ` Also searched for: ${others.join(", ")}.` : ""
      const nothing = `Nothing found for “${query}”${chosen.length ? " in what is shown only" : ""}.`
      status.textContent = found.results.length ? `${counted(found.results.length, "page")}${also}` : nothing
    } catch {
      status.textContent = "The search could not be loaded."
    }
  }

  function showKinds(counts, chosen) {
    kinds.firstChild.textContent = chosen.length ? `Shown only: ${chosen.join(", ")}` : "Show only some kinds of pages"
    for (const [kind, amount] of counts) {
      if (!boxes.has(kind)) {
        const box = element("input", { type: "checkbox" })
        box.addEventListener("change", start)
        boxes.set(kind, box)
        choices.append(element("label", {}, box, element("span")))
      }
      const box = boxes.get(kind)
      box.nextSibling.textContent = `${kind} (${amount})`
      box.parentElement.hidden = !amount && !box.checked
    }
    kinds.hidden = false
  }

  function start() {
    running = run()
  }

  function move(step) {
    const stops = [input, ...list.querySelectorAll("a"), ...(more.hidden ? [] : [more])]
    const here = Math.max(stops.indexOf(document.activeElement), 0)
    stops[here + step]?.focus()
  }

  input.addEventListener("input", start)
  kinds.addEventListener("toggle", start)
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    await running // who types fast means what was typed, not what is shown
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
      loadEngine().catch(() => {})
    },
  }
}

// Cases are found by the same engine, whose lists of values load when the reader opens the form
for (const finder of document.querySelectorAll("[data-k2-find]")) {
  const form = finder.querySelector("form")
  const status = finder.querySelector("[role=status]")
  const caseItem = (data) => resultItem({ ...data, meta: { title: data.meta.title } }) // all are of one kind
  const show = resultList(finder.querySelector("ol"), finder.querySelector(":scope > button"), 24, caseItem)
  const lists = [...form.querySelectorAll("select")]
  let latest = 0
  let filled

  async function fill() {
    const [pagefind] = await loadEngine()
    const values = await pagefind.filters()
    // From the neck down, then by number
    const place = (value) => (/^[CTL]\d+$/.test(value) ? "CTL".indexOf(value[0]) : 3)
    const order = (one, other) => place(one) - place(other) || one.localeCompare(other, "en", { numeric: true })
    for (const list of lists) {
      for (const value of Object.keys(values[list.name] ?? {}).sort(order)) {
        list.append(element("option", { value, textContent: `${value} (${values[list.name][value]})` }))
      }
    }
  }

  async function run() {
    const turn = ++latest
    const words = form.elements.words.value.trim()
    const chosen = lists.filter((list) => list.value).map((list) => [list.name, list.value])
    if (!words && !chosen.length) {
      status.textContent = ""
      return show([])
    }
    await pause(120)
    if (turn !== latest) return
    try {
      // Without words Pagefind would load its whole index; one word that every case has costs one part of it.
      const { results } = await find(words || finder.dataset.k2Find, { kind: "Case", ...Object.fromEntries(chosen) })
      if (turn !== latest) return
      await show(results)
      if (turn !== latest) return
      status.textContent = results.length ? counted(results.length, "case") : "No case found."
    } catch {
      status.textContent = "The search could not be loaded."
    }
  }

  finder.hidden = false
  finder.addEventListener("toggle", () => {
    filled ??= fill().catch(() => (status.textContent = "The search could not be loaded."))
  })
  form.addEventListener("input", run)
  form.addEventListener("reset", () => setTimeout(run))
  form.addEventListener("submit", (event) => event.preventDefault())
}

// A link to something inside a folded part opens that part
function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  const folds = []
  for (let at = target?.closest("details"); at; at = at.parentElement.closest("details")) folds.push(at)
  if (!folds.some((fold) => !fold.open)) return
  for (const fold of folds) fold.open = true
  target.scrollIntoView()
}

addEventListener("hashchange", unfold)
unfold()

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
    for (const mark of made.querySelectorAll(":is([aria-roledescription=point], [aria-roledescription=bar])")) {
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
for (const part of document.querySelectorAll(":is(.k2-stack, .k2-lifelines), :is(.k2-stack, .k2-lifelines) :is(thead, tbody, tr, th, td)")) {
  part.setAttribute("role", roles[part.tagName] ?? (part.scope === "row" ? "rowheader" : "columnheader"))
}

// The tables of evidence and of women: filters and order; the filters stand in the address, so a view can be
// cited. A form may filter several tables, each of which is ordered by itself.
for (const form of document.querySelectorAll("[data-k2-filter]")) {
  const tables = form.dataset.k2Filter.trim().split(/\s+/).map((id) => document.getElementById(id))
  const rowsOf = new Map(tables.map((table) => [table, [...table.tBodies[0].rows]]))
  const rows = [...rowsOf.values()].flat()
  const shown = document.querySelector("[data-k2-shown]")
  const textOf = (row) => `${row.textContent} ${row.dataset.words ?? ""}`.toLowerCase()
  const words = new Map(rows.map((row) => [row, textOf(row)]))
  const fields = [...form.elements].filter((field) => field.name)

  const amount = (some) => `${some.filter((row) => !row.hidden).length} of ${some.length}`

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
    const parts = tables.map((table) => `${amount(rowsOf.get(table))} ${table.dataset.k2Name}`)
    shown.textContent = `${amount(rows)} shown${tables.length > 1 ? `: ${parts.join(", ")}` : ""}`
    const address = new URL(location.href)
    address.search = new URLSearchParams(wanted.map((field) => [field.name, field.value.trim()]))
    history.replaceState(null, "", address)
  }

  function order(table, column, head) {
    const up = head.getAttribute("aria-sort") !== "ascending"
    for (const other of table.tHead.rows[0].cells) other.setAttribute("aria-sort", "none")
    head.setAttribute("aria-sort", up ? "ascending" : "descending")
    const key = (row) => row.cells[column].dataset.key ?? row.cells[column].textContent
    const compare = (one, other) => {
      if (!one || !other) return one ? -1 : other ? 1 : 0 // what has no number comes last
      return one.localeCompare(other, "en", { numeric: true }) * (up ? 1 : -1)
    }
    table.tBodies[0].append(...rowsOf.get(table).sort((a, b) => compare(key(a), key(b))))
  }

  for (const table of tables) {
    for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
      const button = element("button", { type: "button", className: "k2-sort", textContent: head.textContent })
      button.addEventListener("click", () => order(table, column, head))
      head.setAttribute("aria-sort", "none")
      head.replaceChildren(button)
    }
  }
  const asked = new URLSearchParams(location.search)
  for (const field of fields) field.value = asked.get(field.name) ?? ""
  form.hidden = shown.hidden = false
  form.addEventListener("input", filter)
  form.addEventListener("submit", (event) => event.preventDefault())
  form.addEventListener("reset", () => setTimeout(filter))
  const more = form.querySelector("[data-k2-more]") // on a phone all fields but the first are folded
  const fold = (open) => form.classList.toggle("k2-filter--open", open)
  more?.addEventListener("click", () => {
    const open = more.getAttribute("aria-expanded") === "false"
    more.setAttribute("aria-expanded", String(open))
    more.textContent = open ? "Fewer filters" : "More filters"
    fold(open)
  })
  if (fields.some((field) => field.name !== "words" && field.value)) more?.click()
  filter()
}

// Lines of courses in time: the page holds the places of each row in every order
for (const choice of document.querySelectorAll("[data-k2-order]")) {
  const body = document.getElementById(choice.dataset.k2Order).tBodies[0]
  const list = choice.querySelector("select")
  const place = (row) => Number(row.dataset.order.split(" ")[list.value])
  list.addEventListener("change", () => body.append(...[...body.rows].sort((one, other) => place(one) - place(other))))
  list.value = 0
  choice.hidden = false
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

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

// The engine, the other names of things and the words of the pages load together, once.
let engine

function loadEngine() {
  const load = (path, otherwise) =>
    fetch(`${base}/${path}`)
      .then((answer) => answer.json())
      .catch(() => otherwise) // without it, the words themselves are still found
  engine ??= Promise.all([
    import(new URL(`${base}/pagefind/pagefind.js`, location.href)),
    load("assets/synonyms.json", {}),
    load("pagefind/words.json", { words: "", often: 0, kinds: [], pages: "", patients: [] }),
  ]).then(async ([pagefind, synonyms, { words, often, kinds, pages, patients }]) => {
    // A long page that answers is no worse than a short one; the kind of a page is no word of it.
    const metaWeights = { title: 5, kind: 0, answers: 0 }
    await pagefind.options({ ranking: { termSimilarity: 4, pageLength: 0.2, metaWeights } })
    return { pagefind, kinds, pages, patients: new Set(patients), known: words.split(" "), often, ...readNames(synonyms) }
  })
  return engine
}

// Words that are on every page, or that ask: they decide nothing where another word is left.
const common = new Set(
  `a about actually all also am an and any anyone anything are arent as ask at be because been being best better but by can
  cannot cant cause could couldnt did didnt do does doesnt doing done dont during eg else ever every everyone for from get gets
  getting give given go goes going gone good got gotten gonna had happen has have havent having he hello help her here hers
  herself hi him his how i id if ill im in into is isnt it its itself ive just kind know less let like look looking made make
  makes making many may maybe me mean means might mine more most much must my myself need needs no not nothing now of off oh
  ok okay on one only or other others our ours out own over please possible put quite read really reason say says search seem
  shall she should shouldnt show site so some someone something still stuff such sure take taken takes taking tell than thank
  thanks that thats the their them then there theres these they thing things think this those though to told too took try
  trying up us use used using very want wants was wasnt way we website well went were what whats when where whether which while who
  whom whose why will with within without wont work works would wouldnt yes yet you your yours`.split(/\s+/),
)
const asking = /^(am|are|can|cant|could|did|do|does|dont|has|have|how|is|may|must|shall|should|was|were|what|when|where|which|who|why|will|would)\b|\?\s*$/i
const speaking = /(^|\s)(i|im|ive|me|my|mine|myself|we|our|us|wife|husband|partner|girlfriend|daughter|sister|friend)(\s|$)/i
const japanese = /[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]/u
const keyOf = (text) => text.toLowerCase().replace(/\p{Pd}/gu, "").replace(/['’]/g, "")

// A word without its ending, as words are compared with names
function stemOf(word) {
  const letters = keyOf(word)
  if (letters === "cannot") return "cant"
  if (!/^[a-z]{4,}$/.test(letters)) return letters
  let stem = letters.replace(/(?<=[^s]{2})ness$/, "").replace(/ie[sd]$/, "y").replace(/(?<=[^siu])s$/, "")
  const bare = stem.replace(/(ing|(?<!e)ed)$/, "")
  if (bare.length > 2 && /[aeiouy]/.test(bare)) stem = bare.replace(/([^aeiouylsz])\1$/, "$1")
  return stem.replace(/(?<=...t)ion$/, "").replace(/(?<=..)e$/, "")
}

// Names by the stems of their words. A word that is only another word for one thing stands for that word in longer
// names too; a name of several telling words is also known with others between them.
function readNames(synonyms) {
  // Behind a number sign is the section of the patients' page that answers what is typed.
  const listed = Object.entries(synonyms).flatMap(([others, keys]) => {
    const [named, section] = others.split("#")
    const names = named ? named.split("|") : []
    return keys.split("|").map((key) => ({ key, section, names: names.filter((name) => keyOf(name) !== key) }))
  })
  const single = (name) => !/\s/.test(name)
  const heads = new Set(listed.flatMap(({ names }) => names.filter(single).map(keyOf)))
  const same = new Map()
  for (const { key, names } of listed) {
    const words = [...names.filter(single).map(keyOf), ...(heads.has(key) ? [key] : [])]
    if (single(key) && words.length && !japanese.test(key)) same.set(stemOf(key), stemOf(words.sort()[0]))
  }
  const rootOf = (word) => same.get(stemOf(word)) ?? stemOf(word)
  const exact = new Map()
  const rooted = new Map()
  const spread = []
  for (const { key, names, section } of listed) {
    const words = key.split(" ")
    const stems = words.map(stemOf).join(" ")
    const name = exact.get(stems) ?? { key, names: [], roots: words.filter((word) => !common.has(word)).map(rootOf) }
    if (!exact.has(stems) && name.roots.length > 1) spread.push(name)
    name.names = [...new Set([...name.names, ...names])]
    name.section ??= section
    exact.set(stems, name)
    if (words.length > 1) rooted.set(words.map(rootOf).join(" "), name)
  }
  const words = [...new Set(listed.flatMap(({ key }) => key.split(" ")))].filter((word) => /^\p{L}{3,}$/u.test(word) && !japanese.test(word))
  return { exact, rooted, spread, rootOf, words, stems: new Set(words.map(stemOf)) }
}

// Whether one letter less, more or other, or two that changed places, make one word the other
function nearly(one, other) {
  if (Math.abs(one.length - other.length) > 1 || one === other) return false
  let start = 0
  while (start < one.length && one[start] === other[start]) start++
  const rest = (word, skipped) => word.slice(start + skipped)
  return (
    rest(one, 1) === rest(other, 1) ||
    rest(one, 1) === rest(other, 0) ||
    rest(one, 0) === rest(other, 1) ||
    (one[start] === other[start + 1] && one[start + 1] === other[start] && rest(one, 2) === rest(other, 2))
  )
}

const isKnown = (letters, { known, stems }) => stems.has(stemOf(letters)) || common.has(letters) || known.some((other) => other.startsWith(letters))

// The right spelling of a word that no page and no name has, as one word or as two. Of a short word only one letter
// may be wrong, not the first, and it must be meant for a word of many pages; of a long one two may be.
async function corrected(word, loaded) {
  const { pagefind, known, often, words } = loaded
  const letters = keyOf(word)
  if (!/^\p{L}{4,}$/u.test(letters) || isKnown(letters, loaded)) return word
  if ((await pagefind.search(`"${letters}"`)).results.length) return word
  const whole = new Set([...words, ...common, ...known])
  for (let cut = letters.length - 3; cut > 2; cut--) {
    if (whole.has(letters.slice(0, cut)) && whole.has(letters.slice(cut))) return `${letters.slice(0, cut)} ${letters.slice(cut)}`
  }
  const stem = stemOf(letters)
  const first = (other) => other[0] === letters[0]
  const short = letters.length < 6
  const telling = [...words, ...known.slice(0, short ? often : undefined)].filter((other) => !common.has(other))
  const many = [...telling, ...common] // a word that tells something is meant before one that does not
  const once = many.filter((other) => nearly(letters, other))
  const ended = (other) => stem.length > 3 && nearly(stem, stemOf(other))
  // A letter doubled, left out or in another's place is a slip of the fingers; another letter is rarer.
  const slip = (other) => other.length !== letters.length || [...other].sort().join() === [...letters].sort().join()
  const best =
    once.find((other) => first(other) && slip(other) && !common.has(other)) ??
    once.find(first) ??
    many.find((other) => first(other) && ended(other)) ??
    (short ? undefined : once[0])
  if (best) return best
  const begun = (other) => other.length > letters.length && [-1, 0, 1].some((more) => nearly(letters, other.slice(0, letters.length + more)))
  const twice = (other) =>
    Math.abs(other.length - letters.length) < 3 &&
    [...letters].some((_, place) => nearly(letters.slice(0, place) + letters.slice(place + 1), other) || nearly(letters.slice(0, place) + (other[place] ?? "") + letters.slice(place + 1), other))
  return (letters.length > 6 && many.find((other) => first(other) && twice(other))) || (letters.length > 4 && many.find((other) => first(other) && begun(other))) || word
}

// Japanese has no spaces: the names that are in it are taken, the longest first, and the rest is left out.
function japaneseNames(text, { exact }) {
  const names = []
  const longest = Math.max(...[...exact.keys()].filter((key) => japanese.test(key)).map((key) => key.length), 0)
  for (let place = 0; place < text.length; place++) {
    for (let length = Math.min(longest, text.length - place); length > 1; length--) {
      const part = text.slice(place, place + length)
      if (!japanese.test(part) || !exact.has(keyOf(part))) continue
      names.push(part)
      place += length - 1
      break
    }
  }
  return names
}

// The words of a query as the pages and the names write them
async function wordsOf(query, loaded) {
  const words = []
  for (const written of query.split(/\s+|(?<=\p{L})\/(?=\p{L})/u)) {
    const word = written.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}%]+$/gu, "").replace(/['’]s$/, "")
    if (japanese.test(word)) words.push(...japaneseNames(word.normalize("NFKC"), loaded))
    else if (/^\p{L}{3,}\p{Pd}/u.test(word) && !isKnown(keyOf(word), loaded)) words.push(...word.split(/\p{Pd}/u).filter(Boolean))
    else if (word) words.push(word)
  }
  const spelt = []
  for (let place = 0; place < words.length; place++) {
    const [word, next] = words.slice(place, place + 2)
    const both = next && keyOf(word + next)
    // A word that was written as two
    if (next && both.length > 6 && !(isKnown(keyOf(word), loaded) && isKnown(keyOf(next), loaded)) && isKnown(both, loaded)) {
      spelt.push(both)
      place++
    } else spelt.push(...(await corrected(word, loaded)).split(" "))
  }
  return spelt
}

// What a query asks for: its names and words, each with all that is searched for it
async function partsOf(query, loaded) {
  const { exact, rooted, spread, rootOf } = loaded
  const words = await wordsOf(query, loaded)
  const stems = words.map(stemOf)
  const roots = words.map(rootOf)
  const telling = words.map((word) => !common.has(keyOf(word)))
  const count = (places) => places.filter((place) => telling[place]).length
  const found = []
  for (let start = 0; start < words.length; start++) {
    for (let end = start + 1; end <= words.length && end < start + 9; end++) {
      const name = exact.get(stems.slice(start, end).join(" ")) ?? rooted.get(roots.slice(start, end).join(" "))
      const places = [...words.keys()].slice(start, end)
      if (name) found.push({ name, places, typed: words.slice(start, end).join(" "), rank: count(places) > 1 ? 2 : 0 })
    }
  }
  for (const name of spread) {
    const places = name.roots.map((root) => roots.indexOf(root))
    const [from, to] = [Math.min(...places), Math.max(...places)]
    if (from < 0 || new Set(places).size < places.length) continue
    const between = count([...words.keys()].slice(from, to + 1)) - places.length
    if (between < 3) found.push({ name, places, typed: name.key, rank: 1 - between / 10, apart: true })
  }
  found.sort((one, other) => count(other.places) - count(one.places) || other.rank - one.rank || other.places.length - one.places.length)
  const taken = new Map()
  for (const one of found) {
    if (one.places.some((place) => taken.has(place))) continue
    for (const place of one.places) taken.set(place, one)
  }
  const parts = []
  for (const [place, word] of words.entries()) {
    const one = taken.get(place)
    if (!one) parts.push({ typed: word, names: [], named: false, tells: telling[place] })
    else if (place === Math.min(...one.places)) parts.push({ typed: one.typed, names: one.name.names, section: one.name.section, named: true, tells: true, apart: one.apart })
  }
  return parts.some(({ tells }) => tells) ? parts.filter(({ tells }) => tells) : parts
}

// Whether pages have a word, or one that begins so; for a word that none has the engine takes a shorter one.
async function isThere(word, results, known) {
  const letters = keyOf(word)
  if (!/^\p{L}+$/u.test(letters) || !results.length || known.some((other) => other.startsWith(letters))) return true
  const { excerpt } = await results[0].data()
  const begin = letters.slice(0, Math.max(Math.min(letters.length, 4), Math.ceil(letters.length * 0.7)))
  const root = letters.replace(/(?<=.{4})(ful|fully|ers?|ly|y|ed|ing|e?s)$/, "")
  return [...excerpt.matchAll(/<mark>(.*?)<\/mark>/g)].some(([, hit]) => keyOf(hit).includes(begin) || keyOf(hit).startsWith(root))
}

// The pages that have a word or a name, or another name of it, each with its best score
async function pagesWith({ typed, names, named }, search, known) {
  const pages = new Map()
  async function add(name, place) {
    // A name is meant as it stands: its letters begin no other word, and its words are side by side.
    const whole = place || named ? new Set((await search(`"${name}"`)).map(({ id }) => id)) : undefined
    const several = /\s/.test(name)
    if (whole && !whole.size && (place || !several || names.length)) return
    const results = await search(name)
    if (!whole && !(await isThere(name, results, known))) return
    for (const result of results) {
      const apart = whole && !whole.has(result.id)
      if (apart && (place || !several)) continue
      const score = (result.score / name.split(/\s+/).length) * (apart ? 0.5 : place ? 0.9 : 1)
      const page = pages.get(result.id) ?? { score: 0, place: Infinity }
      // Its excerpt is that of what was typed, where the page has it.
      if (place < page.place) Object.assign(page, { result, place })
      pages.set(result.id, { ...page, score: Math.max(page.score, score) })
    }
  }
  await Promise.all([typed, ...names].map(add))
  return pages
}

// Find pages by words and filters, the best first: `asked` is the query and what else was searched for, `missing` the
// words that no page has. All words must be there if `strict`; otherwise a page has at least half of what the query
// says with words that pages have, and rare words say more. Pages that answer come before others where a reader asks,
// or names a thing that the site knows; and those for patients first where one speaks.
async function find(query, filters, strict) {
  const loaded = await loadEngine()
  const { pagefind, known, kinds, pages, patients } = loaded
  // Pages write the micro sign, which looks like the Greek letter; of a DOI the part behind the slash is a word.
  const typed = query.replace(/\u03bc/g, "\u00b5").replace(/\b10\.\d{4,9}\/(?=\S)/g, "").trim()
  const search = async (words) => (await pagefind.search(words, { filters })).results
  // The engine's name of a page ends with its number.
  const numberOf = (id) => Number(id.split("/").pop())
  const kindOf = (number) => kinds[(pages[number] ?? "").toLowerCase().charCodeAt(0) - 97]
  const plain = strict ? await search(typed) : []
  if (plain.length) return { results: plain, asked: [typed], missing: [] }
  const parts = await partsOf(typed, loaded)
  const found = new Map()
  const missing = []
  let whole = 0
  let topics = 0
  const someNamed = parts.some(({ named }) => named)
  for (const [place, having] of (await Promise.all(parts.map((part) => pagesWith(part, search, known)))).entries()) {
    if (!having.size) missing.push(parts[place].typed)
    if (!having.size && !strict) continue
    const { named, names } = parts[place]
    const weight = named && names.length ? 1.3 : named || !someNamed ? 1 : 0.8
    const worth = weight * Math.log(1 + Math.max(pages.length, 1) / Math.max(having.size, 1))
    const best = Math.max(...[...having.values()].map(({ score }) => score)) || 1
    whole += worth
    if (parts[place].named && !/[øæœßłđðþı]/i.test(parts[place].names.join(""))) topics += worth
    for (const [id, { score, result }] of having) {
      const page = found.get(id) ?? { result, score: 0, covered: 0, parts: 0 }
      page.score += worth * (0.3 + (0.7 * score) / best)
      page.covered += worth
      page.parts++
      found.set(id, page)
    }
  }
  if (parts.length > 1) {
    const words = parts.map((part) => part.typed).join(" ")
    const spoken = typed.replace(/[^\p{L}\p{N}\s-]+/gu, " ")
    for (const result of await search(words)) {
      if (found.has(result.id)) found.get(result.id).result = result // its excerpt marks all words
    }
    for (const { id } of await search(`"${spoken}"`)) {
      if (found.has(id)) found.get(id).score += whole / 2
    }
  }
  const speaks = speaking.test(keyOf(typed))
  const wonders = speaks || asking.test(typed)
  const asks = wonders ? 1 : topics / whole
  const [home] = patients // their own page, before that on safety
  const results = []
  for (const { result, score, covered, parts: had } of found.values()) {
    const number = numberOf(result.id)
    const kind = kindOf(number)
    const answers = /\p{Lu}/u.test(pages[number] ?? "")
    if (strict ? had < parts.length : covered < whole * (answers ? 0.3 : 0.5)) continue
    const record = kind === "Case" || kind === "Study"
    const first = answers ? 1.35 + 0.85 * asks : record ? 1 : speaks ? 0.9 : 1.2 + 0.3 * asks
    const near = patients.has(number)
    const closest = near ? 1 + (wonders || number !== home ? 0.3 * asks : 0) + (speaks ? 0.2 : 0) : 1
    results.push({ ...result, kind, score: score * (covered / whole) ** (near && asks === 1 ? 1 : 2) * first * closest })
  }
  results.sort((one, other) => other.score - one.score)
  // Who speaks of herself has the patients' page among the first three, whatever her words are.
  const place = results.findIndex(({ id }) => numberOf(id) === home)
  if (speaks && !strict && results.length && (place < 0 || place > 2) && home !== undefined) {
    const there = place < 0 ? (await search("patients")).find(({ id }) => numberOf(id) === home) : results.splice(place, 1)[0]
    if (there) results.splice(2, 0, { ...there, kind: kindOf(home) })
  }
  // A section that answers is first, that on emergencies before others.
  const sections = parts.map((part) => part.section).filter(Boolean)
  const section = sections.find((name) => name === "warning-signs") ?? sections[0]
  if (section && !strict && home !== undefined) {
    const at = results.findIndex(({ id }) => numberOf(id) === home)
    const there = at < 0 ? (await search("patients")).find(({ id }) => numberOf(id) === home) : results.splice(at, 1)[0]
    if (there) results.unshift({ ...there, kind: kindOf(home), section })
  }
  const also = parts.flatMap(({ typed: asked, names, apart }) => [...(typed.includes(asked) || (apart && names.length) ? [] : [asked]), ...names])
  return { results, asked: [typed, ...new Set(also)], missing: results.length ? missing : [] }
}

// A list of results that grows on request: what a page of it shows is loaded when it is shown.
function resultList(list, more, size, item) {
  let latest = 0
  let rest = []

  async function load(results) {
    return Promise.all(results.map(async (result) => item(await result.data(), result.section)))
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

// A section of a page that was not found by its words, with how it begins
function sectionOf(data, id) {
  const anchor = data.anchors.find((one) => one.id === id)
  if (!anchor) return undefined
  const title = anchor.text.replace(/\s+/g, " ").trim()
  const words = data.content.split(/\s+/).slice(anchor.location).join(" ")
  const begin = words.startsWith(title) ? words.slice(title.length).replace(/^[\s.]+/, "") : words
  const text = begin.match(/^.{40,300}?[.:?!](?=\s)/)?.[0] ?? begin.split(" ").slice(0, 30).join(" ")
  return { title, anchor, url: `${data.url}#${id}`, text, locations: [] }
}

// A page leads to its section with most hits, or that which answers; the next three are named under it.
function resultItem(data, section) {
  const first = section && sectionOf(data, section)
  const found = [...data.sub_results].sort((a, b) => b.locations.length - a.locations.length)
  const [best, ...others] = first ? [first, ...found.filter((part) => part.anchor?.id !== section)] : found
  const { title, kind } = data.meta
  const named = (part) => part?.anchor && part.title && part.title !== title
  const link = element("a", {
    href: (best ?? data).url,
    textContent: named(best) ? `${title} – ${best.title}` : title,
  })
  const item = element("li", {}, link)
  if (kind && kind !== "Page") item.append(" ", element("span", { className: "k2-tag", textContent: kind }))
  item.append(first ? element("p", { textContent: first.text }) : excerpt((best ?? data).excerpt))
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
  const otherwise = element(
    "p",
    { className: "k2-search__otherwise", hidden: true },
    element("a", { href: `${base}/patients/#warning-signs`, textContent: "When back pain needs help at once" }),
    element("a", { href: `${base}/patients/`, textContent: "Patients’ questions, with answers" }),
  )
  const close = element("button", { type: "button", className: "k2-tool", textContent: "Close" })
  const form = element("form", { className: "k2-search__form" }, label, input, close)
  form.setAttribute("role", "search")
  const dialog = element("dialog", { className: "k2-search" }, form, kinds, status, list, more, otherwise)
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
      kinds.hidden = otherwise.hidden = true
      status.textContent = ""
      return show([])
    }
    await pause(120)
    if (turn !== latest) return
    // A list that comes at once needs no other word; one that loads does.
    const waiting = setTimeout(() => turn === latest && (status.textContent = "Searching…"), 250)
    try {
      const chosen = [...boxes].filter(([, box]) => box.checked).map(([kind]) => kind)
      const found = await find(query, {})
      if (turn !== latest) return
      const results = found.results.filter(({ kind }) => !chosen.length || chosen.includes(kind))
      await show(results)
      if (turn !== latest) return
      showKinds(found.results, chosen)
      const others = found.asked.slice(1)
      const also = others.length ? ` Also searched for: ${others.join(", ")}.` : ""
      const without = found.missing.length ? ` No page has: ${found.missing.join(", ")}.` : ""
      const nothing = `Nothing found for “${query}”${chosen.length ? " in what is shown only" : ""}.`
      clearTimeout(waiting)
      status.textContent = results.length ? `${counted(results.length, "page")}${also}${without}` : nothing
      otherwise.hidden = false
    } catch {
      if (turn !== latest) return
      status.textContent = "The search could not be loaded."
      otherwise.hidden = false
    } finally {
      clearTimeout(waiting)
    }
  }

  function showKinds(results, chosen) {
    const counts = new Map([...boxes.keys()].map((kind) => [kind, 0]))
    for (const { kind } of results) if (kind) counts.set(kind, (counts.get(kind) ?? 0) + 1)
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
    const stops = [input, ...list.querySelectorAll("a"), ...(more.hidden ? [] : [more]), ...(otherwise.hidden ? [] : otherwise.children)]
    const here = Math.max(stops.indexOf(document.activeElement), 0)
    stops[here + step]?.focus()
  }

  input.addEventListener("input", start)
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
    const { pagefind } = await loadEngine()
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
      const { results } = await find(words || finder.dataset.k2Find, { kind: "Case", ...Object.fromEntries(chosen) }, true)
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
    // A panel may have no mark of a kind; its group then has a role and nothing to say.
    for (const group of made.querySelectorAll(".role-mark[role]:empty")) group.removeAttribute("role")
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

// What only the reader's browser knows: the day of reading, and the address of a site that was given none
const today = new Date()
const month = today.toLocaleString("en-GB", { month: "short" }).slice(0, 3)
for (const note of document.querySelectorAll("[data-k2-read-on]")) {
  for (const part of [...document.querySelectorAll(".k2-cited dd")].flatMap((citation) => [...citation.childNodes]))
    if (part.nodeType === Node.TEXT_NODE)
      part.data = part.data
        .replace("cited YYYY Mon DD", `cited ${today.getFullYear()} ${month} ${today.getDate()}`)
        .replace("Month DD, YYYY", today.toLocaleDateString("en-US", { dateStyle: "long" }))
  note.remove()
}
for (const note of document.querySelectorAll("[data-k2-site]")) {
  if (!location.protocol.startsWith("http")) break
  for (const code of document.querySelectorAll("pre.k2-code code"))
    code.textContent = code.textContent.replace(note.dataset.k2Site, new URL(base, location).href)
  note.remove()
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

// Before the first paint: the colours the reader chose earlier, if any.
try {
  const chosen = localStorage.getItem("k2-scheme")
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.scheme = chosen
} catch {
  // Storage may be forbidden; the system's colours serve then.
}

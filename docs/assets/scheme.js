// Before the first paint: room for what scripts will show, so that nothing moves; then the colours the reader chose earlier, if any.
document.documentElement.dataset.script = ""
try {
  const chosen = localStorage.getItem("k2-scheme")
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.scheme = chosen
} catch {
  // Storage may be forbidden; the system's colours serve then.
}

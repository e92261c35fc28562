// Runs before the first paint so that a dark page never flashes white. It is a file, not an inline
// script, because the server's Content-Security-Policy refuses inline scripts. The storage key is Mantine's.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem('mantine-color-scheme-value');
  } catch {
    // Storage may be closed to this page; the system's scheme is used then.
  }
  const dark =
    choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();

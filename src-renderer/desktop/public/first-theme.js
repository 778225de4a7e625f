// Puts the theme on the page before anything is drawn: a script of its own, since the page's policy forbids inline ones,
// and a blocking one, since modules run after the first paint. `ui/state/settings-store.ts` writes what is read here.
{
  let theme = 'system';
  try {
    theme = JSON.parse(localStorage.getItem('homeport.settings') ?? '{}').appearance?.theme ?? theme;
  } catch {
    // Without a readable record the system decides; the page itself learns the rest from the hub.
  }
  if (theme === 'system') theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  document.documentElement.dataset.theme = theme === 'dark' ? 'dark' : 'light';
}

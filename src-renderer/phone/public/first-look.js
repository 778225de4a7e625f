// Runs before anything is drawn: a script of its own, since the page's policy forbids inline ones, and a blocking one,
// since modules run after the first paint. A pairing secret leaves the address here, and waits for `state/fragment.ts`
// in a property of the window that only this page sees. `state/appearance.ts` writes the theme that is read here.
{
  const fragment = location.hash;
  if (/^#[pm]1\./.test(fragment)) {
    window.homeportFragment = fragment;
    history.replaceState(null, '', location.pathname + location.search);
  }
  let theme = 'system';
  try {
    theme = localStorage.getItem('homeport.phone.theme') ?? theme;
  } catch {
    // A browser that keeps nothing: the system decides.
  }
  if (theme === 'system') theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  document.documentElement.dataset.theme = theme === 'dark' ? 'dark' : 'light';
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', theme === 'dark' ? '#15171b' : '#f5f5f7');
}

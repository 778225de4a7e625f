import type { ReactNode } from 'react';

/** What `index.html` shows before the page's own script runs, for as long as there is nothing else to show. */
export function FirstLook(): ReactNode {
  return (
    <div className="first-look" role="status">
      <img src="./icon.svg" width="56" height="56" alt="" />
      <p>Homeport</p>
    </div>
  );
}

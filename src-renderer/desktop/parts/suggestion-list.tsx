import { Autocomplete } from '@base-ui/react/autocomplete';
import type { ReactNode } from 'react';
import { cx } from '../../ui/kit/class-names.ts';
import { menuItemClass, menuPopupClass } from '../../ui/kit/menu.tsx';

export interface SuggestionListProps {
  /** How one suggestion is drawn. */
  readonly children: (suggestion: string) => ReactNode;
}

/**
 * What could be meant, below the field of an `Autocomplete.Root`. That one is open only with suggestions in it: an open
 * list hides what lies around it from screen readers, and one without items has nothing to give for that.
 */
export function SuggestionList({ children }: SuggestionListProps): ReactNode {
  return (
    <Autocomplete.Portal>
      <Autocomplete.Positioner sideOffset={4} className="z-60 outline-none">
        <Autocomplete.Popup className={cx(menuPopupClass, 'w-(--anchor-width) max-w-none')}>
          <Autocomplete.List className="thin-scroll max-h-56 overflow-y-auto">
            {(suggestion: string) => (
              <Autocomplete.Item key={suggestion} value={suggestion} className={menuItemClass}>
                {children(suggestion)}
              </Autocomplete.Item>
            )}
          </Autocomplete.List>
        </Autocomplete.Popup>
      </Autocomplete.Positioner>
    </Autocomplete.Portal>
  );
}

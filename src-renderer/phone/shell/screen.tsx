import { ChevronLeft } from 'lucide-react';
import { type ReactNode, type Ref, useId } from 'react';
import { TouchButton } from '../terminal/parts/touch-button.tsx';

const SIDES = 'pr-[max(1rem,env(safe-area-inset-right))] pl-[max(1rem,env(safe-area-inset-left))]';

export interface ScreenProps {
  readonly title: string;
  readonly onBack?: () => void;
  /** What stands at the end of the header. */
  readonly end?: ReactNode;
  /** The part that scrolls. */
  readonly scroller?: Ref<HTMLDivElement>;
  readonly children: ReactNode;
}

/** A screen of the page: its title stays, the rest scrolls. */
export function Screen({ title, onBack, end, scroller, children }: ScreenProps): ReactNode {
  return (
    <div ref={scroller} className="flex h-full flex-col overflow-y-auto overscroll-contain">
      <header className="sticky top-0 z-10 shrink-0 border-line border-b bg-chrome pt-[env(safe-area-inset-top)]">
        <div className={`mx-auto flex h-13 max-w-3xl items-center gap-1 ${SIDES}`}>
          {onBack !== undefined && (
            <TouchButton look="icon" aria-label="Back" className="-ml-3" onClick={onBack}>
              <ChevronLeft className="size-6" aria-hidden />
            </TouchButton>
          )}
          <h1 className="min-w-0 flex-1 truncate font-semibold text-[19px] tracking-tight">{title}</h1>
          {end}
        </div>
      </header>
      <main className={`mx-auto w-full max-w-3xl flex-1 pt-3 pb-[max(2rem,env(safe-area-inset-bottom))] ${SIDES}`}>
        {children}
      </main>
    </div>
  );
}

/** A screen with one thing to say or to ask. */
export function PlainScreen({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className="h-full overflow-y-auto overscroll-contain">
      <main
        className={`mx-auto flex min-h-full max-w-md flex-col justify-center gap-5 pt-[max(2rem,env(safe-area-inset-top))] pb-[max(2rem,env(safe-area-inset-bottom))] text-[15px] leading-relaxed ${SIDES}`}
      >
        <img src="./icon.svg" width="52" height="52" alt="" />
        <h1 className="text-balance font-semibold text-[22px] leading-tight tracking-tight">{title}</h1>
        {children}
      </main>
    </div>
  );
}

/** Something that has to be said over other things. */
export function Notice({ children, alert }: { readonly children: ReactNode; readonly alert?: boolean }): ReactNode {
  return (
    <div
      role={alert === true ? 'alert' : 'status'}
      className="mb-3 rounded-xl bg-warn-wash px-4 py-2.5 text-[14px] leading-snug"
    >
      {children}
    </div>
  );
}

/** Rows that belong together, in one card below their name. */
export function Group({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  const id = useId();
  return (
    <section className="mt-6 first:mt-1" aria-labelledby={id}>
      <h2 id={id} className="mb-2 px-1 font-medium text-[13px] text-muted">
        {title}
      </h2>
      <div className="divide-y divide-line rounded-xl border border-line bg-raised">{children}</div>
    </section>
  );
}

/** One line of a group: what it is, and what it is now. */
export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 px-4 py-2.5 text-[15px]">
      <span className="text-muted">{name}</span>
      <span className="min-w-0 break-words text-right">{children}</span>
    </div>
  );
}

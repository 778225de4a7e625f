import { type ReactNode, Suspense } from 'react';
import { PartFault } from '../offline/part-fault.tsx';

/** Around a part of the page that is a file of its own. */
export function Later({ onBack, children }: { readonly onBack: () => void; readonly children: ReactNode }): ReactNode {
  return (
    <PartFault onBack={onBack}>
      <Suspense fallback={null}>{children}</Suspense>
    </PartFault>
  );
}

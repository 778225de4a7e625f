import { type ReactNode, Suspense } from 'react';
import { PartFault } from '../offline/part-fault.tsx';
import { FirstLook } from './first-look.tsx';

/** Around a part of the page that is a file of its own; `whole`: of which all of the page consists. */
export function Later(props: {
  readonly onBack: () => void;
  readonly whole?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  const { onBack, whole, children } = props;
  return (
    <PartFault onBack={onBack}>
      <Suspense fallback={whole === true ? <FirstLook /> : null}>{children}</Suspense>
    </PartFault>
  );
}

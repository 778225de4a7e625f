import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';

export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

/** Says things in passing, from anywhere in the app. */
export interface Toasts {
  say(title: string, options?: { readonly description?: string; readonly action?: ToastAction }): void;
  /** A failure: stays until it is closed. */
  fail(title: string, description?: string): void;
}

type Manager = ReturnType<typeof Toast.createToastManager<{ action?: ToastAction; failed?: boolean }>>;

/** How long a toast stays, ms: long enough to read two lines twice. */
const STAY_MS = 6_000;

export function createToasts(): { readonly toasts: Toasts; readonly manager: Manager } {
  const manager: Manager = Toast.createToastManager();
  return {
    manager,
    toasts: {
      say: (title, { description, action } = {}) => {
        manager.add({ title, timeout: STAY_MS, data: action === undefined ? {} : { action }, description });
      },
      fail: (title, description) => {
        manager.add({ title, timeout: 0, priority: 'high', data: { failed: true }, description });
      },
    },
  };
}

export function Toaster({ manager, children }: { readonly manager: Manager; readonly children: ReactNode }): ReactNode {
  return (
    <Toast.Provider toastManager={manager} limit={4}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="fixed right-3 bottom-3 z-60 flex w-[min(22rem,calc(100vw-1.5rem))] flex-col gap-2 outline-none">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList(): ReactNode {
  const { toasts, close } = Toast.useToastManager<{ action?: ToastAction; failed?: boolean }>();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className="appear rounded-lg border border-line-strong bg-raised text-text shadow-pop data-limited:hidden"
    >
      <Toast.Content className="flex items-start gap-2 p-3">
        <div className="min-w-0 flex-1">
          <Toast.Title
            className={toast.data?.failed ? 'font-medium text-[13px] text-danger' : 'font-medium text-[13px]'}
          />
          <Toast.Description className="mt-0.5 break-words text-[12px] text-muted" />
        </div>
        {toast.data?.action !== undefined && (
          <Button
            onClick={() => {
              toast.data?.action?.run();
              close(toast.id);
            }}
          >
            {toast.data.action.label}
          </Button>
        )}
        <Toast.Close
          aria-label="Close"
          className="flex size-6 shrink-0 items-center justify-center rounded text-muted hover:bg-hover hover:text-text"
        >
          <X className="size-3.5" aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}

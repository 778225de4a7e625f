/** What is known of the change; browsers differ in how much they tell. */
interface Changed {
  readonly oldSubscription?: { readonly options: { readonly applicationServerKey: ArrayBuffer | null } } | null;
  readonly newSubscription?: unknown;
}

/** Subscribes again for the same hub, so that the page finds a subscription to tell the hub of. */
export async function resubscribe(
  registration: Pick<ServiceWorkerRegistration, 'pushManager'>,
  event: ExtendableEvent,
): Promise<void> {
  const { oldSubscription, newSubscription } = event as ExtendableEvent & Changed;
  const key = oldSubscription?.options.applicationServerKey;
  if ((newSubscription ?? null) !== null || (key ?? null) === null) return;
  await registration.pushManager
    .subscribe({ userVisibleOnly: true, applicationServerKey: key as ArrayBuffer })
    .catch(() => {
      // The page tries once more when it is opened, and says what is wrong.
    });
}

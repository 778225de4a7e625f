// Electron requires this before the app: from then on a spec can see what the app hands to the system, and act as the
// user does upon it. Everything goes on to the system as before.
const { app, Notification, powerSaveBlocker, Tray } = require('electron');

const seen = {
  /** @type {any} */
  menu: undefined,
  tooltip: '',
  /** @type {Array<{ title: string, body: string, closed: boolean, click: () => void }>} */
  notifications: [],
  badge: 0,
  /** @type {Set<number>} */
  awake: new Set(),
};
globalThis.homeportNatives = seen;

/**
 * Calls `watch` before a method of the system's.
 * @param {any} owner
 * @param {string} name
 * @param {(self: any, args: any[]) => void} watch
 */
function before(owner, name, watch) {
  const original = owner[name];
  owner[name] = function watched(/** @type {any[]} */ ...args) {
    watch(this, args);
    return original.apply(this, args);
  };
}

before(Tray.prototype, 'setContextMenu', (_tray, [menu]) => {
  seen.menu = menu;
});
before(Tray.prototype, 'setToolTip', (_tray, [text]) => {
  seen.tooltip = text;
});

/** @type {WeakMap<object, { closed: boolean }>} */
const records = new WeakMap();
before(Notification.prototype, 'show', (notification) => {
  const record = {
    title: notification.title,
    body: notification.body,
    closed: false,
    click: () => notification.emit('click', {}),
  };
  records.set(notification, record);
  seen.notifications.push(record);
});
before(Notification.prototype, 'close', (notification) => {
  const record = records.get(notification);
  if (record !== undefined) record.closed = true;
});

before(app, 'setBadgeCount', (_app, [count]) => {
  seen.badge = count;
});

const start = powerSaveBlocker.start;
powerSaveBlocker.start = (type) => {
  const id = start.call(powerSaveBlocker, type);
  seen.awake.add(id);
  return id;
};
before(powerSaveBlocker, 'stop', (_blocker, [id]) => {
  seen.awake.delete(id);
});

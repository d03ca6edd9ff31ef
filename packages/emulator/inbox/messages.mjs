// The newest messages, by id and by conversation. A conversation is a phone within a project.

/** The page keeps at most this many messages. The emulator may keep more. */
export const MAX_MESSAGES = 5_000;

/** By id, oldest first. */
export const messages = new Map();

/** By key: `{ key, phone, projectId, messages, newest, unread }`. The last one has the newest. */
export const conversations = new Map();

/** The same phone in two projects is two conversations. */
export const keyOf = ({ projectId, phone }) => `${projectId} ${phone}`;

/** Adds or changes a message. Returns whether it is new. */
export function keep(message) {
  const isNew = !messages.has(message.id);
  if (isNew && isTooOld(message)) return false;
  messages.set(message.id, message);
  const conversation = conversationOf(message);
  conversation.messages.set(message.id, message);
  if (isNew || conversation.newest.id === message.id) conversation.newest = message;
  if (!isNew) return false;
  conversations.delete(conversation.key);
  conversations.set(conversation.key, conversation);
  if (messages.size > MAX_MESSAGES) forget(messages.keys().next().value);
  return true;
}

/** Messages that the page no longer keeps still change. */
function isTooOld({ createdAt }) {
  if (messages.size < MAX_MESSAGES) return false;
  const [oldest] = messages.values();
  return createdAt < oldest.createdAt;
}

function conversationOf(message) {
  const key = keyOf(message);
  const known = conversations.get(key);
  if (known) return known;
  const { phone, projectId } = message;
  const conversation = { key, phone, projectId, messages: new Map(), unread: 0 };
  conversations.set(key, conversation);
  return conversation;
}

/** Removes a message. Returns whether it was there. */
export function forget(id) {
  const message = messages.get(id);
  if (!message) return false;
  messages.delete(id);
  const conversation = conversations.get(keyOf(message));
  conversation.messages.delete(id);
  conversation.unread = Math.min(conversation.unread, conversation.messages.size);
  if (conversation.messages.size === 0) conversations.delete(conversation.key);
  else if (conversation.newest === message) conversation.newest = last(conversation.messages);
  return true;
}

/** Replaces all messages, given newest first. Unread counts stay. Returns the new messages. */
export function keepOnly(list) {
  const known = new Set(messages.keys());
  const unread = new Map(
    [...conversations].map(([key, conversation]) => [key, conversation.unread]),
  );
  messages.clear();
  conversations.clear();
  const added = [];
  for (let at = list.length - 1; at >= 0; at -= 1) {
    keep(list[at]);
    if (!known.has(list[at].id)) added.push(list[at]);
  }
  for (const conversation of conversations.values()) {
    conversation.unread = Math.min(unread.get(conversation.key) ?? 0, conversation.messages.size);
  }
  return added;
}

function last(map) {
  let value;
  for (value of map.values());
  return value;
}

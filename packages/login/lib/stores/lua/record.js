/**
 * The Lua that reads and writes one operation's record.
 *
 * A plan's own record is read before the plan and kept in `written` after it, where a later plan
 * with the same key finds it. It goes into Redis at once or, if keys repeat often, after the last
 * plan. A shared record stays in local variables until the last plan is done. What has another
 * length, as of another version of this package, counts as no record.
 *
 * @param {{
 *   SIZE: number, HEAD?: number, number: number, place: string, isShared: boolean,
 *   isOften: boolean, slack: number,
 * }} options numbers in a record, and how many of them are always read; the operation's number,
 *   from 1; its place in KEYS; milliseconds that the key lives on
 */
function recordOf({ SIZE, HEAD = SIZE, number, place, isShared, isOften, slack }) {
  const names = Array.from({ length: HEAD }, (_, index) => `r${number}_${index + 1}`).join(', ');
  const expires = `r${number}_1`;
  const found = `found${number}`;
  const text = `text${number}`;
  const key = `key${number}`;
  const zeros = (count) => Array(count).fill('0').join(', ');
  const format = (count) => `'<${'d'.repeat(count)}'`;
  const life = (more) => `ceil(${expires} - now)${more > 0 ? ` + ${more}` : ''}`;
  const load = (cached) => `local ${key} = KEYS[${place}]
local ${text} = ${cached ? `written[${key}]` : 'nil'}
if ${text} == nil then ${text} = raw[${place}] end
local ${found}, ${names} = false, ${zeros(HEAD)}
if ${text} and #${text} == ${8 * SIZE} then
  ${names} = read(${format(HEAD)}, ${text})
  ${found} = ${expires} > now
  if not ${found} then ${names} = ${zeros(HEAD)} end
end
`;
  if (!isShared) {
    return {
      load: load(true),
      write: isOften
        ? `if ${expires} > now then
    written[${key}], lives[${key}] = pack(${format(HEAD)}, ${names}), ${life(slack)}
  elseif ${text} then written[${key}], lives[${key}] = false, 0 end`
        : `if ${expires} > now then
    local packed = pack(${format(HEAD)}, ${names})
    written[${key}] = packed
    call('SET', ${key}, packed, 'PX', ${life(slack)})
  elseif ${text} then
    written[${key}] = false
    call('DEL', ${key})
  end`,
    };
  }
  const rest = SIZE - HEAD;
  const ring = `ring${number}`;
  const old = `old${number}`;
  const dirty = `dirty${number}`;
  // Only its first numbers change most of the time. Then the key's life is that of the last whole
  // write, at most five minutes ago.
  return {
    ring,
    expand: `if not ${ring} then
        ${ring} = ${old} and { read(${format(rest)}, ${text}, ${8 * HEAD + 1}) } or { ${zeros(rest)} }
      end`,
    before: `${load(false)}local ${ring}
local ${old}, ${dirty} = ${found}, false
`,
    write: `${found}, ${dirty} = ${expires} > now, true`,
    after: `if ${dirty} then
  local head = pack(${format(HEAD)}, ${names})
  if ${found} and ${old} and not ${ring} then call('SETRANGE', ${key}, 0, head)
  elseif ${found} then
    local tail = ${ring} and pack(${format(rest)}, unpack(${ring}, 1, ${rest})) or string.rep('\\0', ${8 * rest})
    call('SET', ${key}, head .. tail, 'PX', ${life(slack + 300_000)})
  elseif ${text} then call('DEL', ${key}) end
end
`,
  };
}

module.exports = { recordOf };

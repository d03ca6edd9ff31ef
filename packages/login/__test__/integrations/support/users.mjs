/** The users of an app, in memory. */
export function createUsers() {
  const byPhone = new Map();
  return {
    all: byPhone,
    async findOrCreate(phone) {
      if (!byPhone.has(phone)) byPhone.set(phone, { id: `user-${byPhone.size + 1}`, phone });
      return byPhone.get(phone);
    },
    byId: (id) => [...byPhone.values()].find((user) => user.id === id),
  };
}

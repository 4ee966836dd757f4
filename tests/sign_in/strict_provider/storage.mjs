// What the provider remembers, in memory.  It is ours because a provider that is made anew, with
// other keys, must find the sessions and codes of the one before.

const stored = new Map();

export class Storage {
  constructor(model) {
    this.model = model;
  }

  key(id) {
    return `${this.model}:${id}`;
  }

  async upsert(id, payload, expiresIn) {
    const until = expiresIn === undefined ? Infinity : Date.now() + expiresIn * 1000;
    stored.set(this.key(id), { payload, until });
  }

  async find(id) {
    const found = stored.get(this.key(id));
    return found && Date.now() < found.until ? found.payload : undefined;
  }

  async findByUid(uid) {
    return this.first((payload) => payload.uid === uid);
  }

  async findByUserCode(userCode) {
    return this.first((payload) => payload.userCode === userCode);
  }

  async consume(id) {
    stored.get(this.key(id)).payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    stored.delete(this.key(id));
  }

  async revokeByGrantId(grantId) {
    for (const [key, { payload }] of stored) {
      if (key.startsWith(`${this.model}:`) && payload.grantId === grantId) stored.delete(key);
    }
  }

  first(wanted) {
    for (const [key, { payload, until }] of stored) {
      if (key.startsWith(`${this.model}:`) && Date.now() < until && wanted(payload)) return payload;
    }
    return undefined;
  }
}

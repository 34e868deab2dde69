import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import { systemClock } from './clock.ts';
import { Deadlines, type Expiring } from './deadlines.ts';

class Member implements Expiring {
  deadline: number;
  readonly expired: number[] = [];

  constructor(deadline: number) {
    this.deadline = deadline;
  }

  expire(now: number): void {
    this.expired.push(now);
  }
}

describe('deadlines', () => {
  test('further away than timers reach do not wake anybody again and again', async () => {
    let looks = 0;
    const deadlines = new Deadlines({
      ...systemClock,
      now: () => {
        looks += 1;
        return performance.now();
      },
    });
    const far = new Member(2 ** 40);
    deadlines.add(far);
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
    deadlines.delete(far);
    assert.equal(looks, 1);
    assert.deepEqual(far.expired, []);
  });

  test('are met in their order, moved later or earlier, and forgotten', () => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 0 });
    try {
      const deadlines = new Deadlines({ ...systemClock, now: Date.now });
      const [early, late, moved, gone, sooner] = [100, 500, 100, 100, 1000].map((at) => new Member(at));
      assert.ok(early && late && moved && gone && sooner);
      for (const member of [early, late, moved, gone, sooner]) deadlines.add(member);
      deadlines.set(moved, 300);
      deadlines.set(sooner, 50);
      deadlines.delete(gone);
      for (let elapsed = 0; elapsed < 1200; elapsed += 10) mock.timers.tick(10);
      const within = (member: Member, at: number): void => {
        assert.equal(member.expired.length, 1);
        const [when = 0] = member.expired;
        assert.ok(when >= at && when <= at + 30, `expected ${at}, was ${when}`);
      };
      within(early, 100);
      within(late, 500);
      within(moved, 300);
      within(sooner, 50);
      assert.deepEqual(gone.expired, []);
    } finally {
      mock.timers.reset();
    }
  });

  test('a member may set its next deadline while it expires', () => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 0 });
    try {
      const deadlines = new Deadlines({ ...systemClock, now: Date.now });
      let times = 0;
      const member: Expiring = {
        deadline: 10,
        expire(now) {
          times += 1;
          if (times < 3) deadlines.set(member, now + 40);
        },
      };
      deadlines.add(member);
      for (let elapsed = 0; elapsed < 300; elapsed += 10) mock.timers.tick(10);
      assert.equal(times, 3);
    } finally {
      mock.timers.reset();
    }
  });
});

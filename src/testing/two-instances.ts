import type { InstanceId } from '#protocol/ids.ts'
import { ROOM_ID } from './made.ts'
import { House, Party } from './party.ts'
import { Exchange, Wires } from './wires.ts'

/** Two instances with nothing late between them. */
export function twoInstances() {
  const exchange = new Exchange()
  exchange.open(ROOM_ID)
  const house = new House()
  const ids = ['00000' as InstanceId, '00001' as InstanceId]
  const alive = new Set(ids)
  const wires = ids.map(
    (id) =>
      new Wires(
        id,
        () => alive,
        exchange,
        async () => {},
      ),
  )
  const [one, two] = wires.map(({ joint }) => new Party(house, 100, joint)) as [Party, Party]
  return { alive, exchange, house, one, two, wires }
}

import { sequencerContract } from '#testing/contracts/sequencer.contract.ts'
import { LocalBus } from './local-bus.ts'
import { LocalSequencer } from './local-sequencer.ts'

sequencerContract('memory', async () => {
  const bus = new LocalBus()
  return { bus, sequencer: new LocalSequencer(bus) }
})

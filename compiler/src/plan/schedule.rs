//! How wide a run is: how many threads each of its stages has, and how much may wait between them.

use serde::{Deserialize, Serialize};

use super::{FRAME_QUEUE, PACKET_QUEUE, Plan};

/// Threads and queues of a run. What is smaller takes less memory, and as a rule more time.
///
/// The frames that reach an encoder do not depend on it. A lossy encoder may write other bits with another number of
/// threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// Threads that filters work on; 0 for one a core of the machine that runs it.
    pub threads: u32,
    /// Frames that may wait behind a decoder, and before an encoder.
    pub frame_queue: u32,
    /// Encoded packets that may wait to be written.
    pub packet_queue: u32,
    /// Threads of each decoder; 0 for one a core.
    pub decoder_threads: u32,
    /// Threads of each encoder; 0 for one a core.
    pub encoder_threads: u32,
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            threads: 0,
            frame_queue: FRAME_QUEUE,
            packet_queue: PACKET_QUEUE,
            decoder_threads: 0,
            encoder_threads: 0,
        }
    }
}

impl Schedule {
    /// The same with `cores` wherever it leaves the number of threads open.
    pub fn on(self, cores: u32) -> Self {
        let some = |threads: u32| if threads == 0 { cores.max(1) } else { threads };
        Self {
            threads: some(self.threads),
            decoder_threads: some(self.decoder_threads),
            encoder_threads: some(self.encoder_threads),
            ..self
        }
    }
}

impl Plan {
    /// The same plan with another schedule.
    #[must_use]
    pub fn scheduled(mut self, schedule: Schedule) -> Self {
        self.schedule = schedule;
        self.stages = super::stages(&self);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_open_is_one_a_core() {
        let schedule = Schedule { encoder_threads: 1, ..Schedule::default() }.on(8);
        assert_eq!((schedule.threads, schedule.decoder_threads, schedule.encoder_threads), (8, 8, 1));
        assert_eq!(schedule.frame_queue, FRAME_QUEUE);
        assert_eq!(Schedule::default().on(0).threads, 1);
    }
}

//! An input of a run: the open file, and who wants which of its packets.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::media::Ratio;

use super::control::Control;
use super::decode::Decoding;
use super::passed::Wishes;
use super::report::Damage;
use super::router::Router;
use super::source::VideoSource;
use crate::budget::{Account, Ledger, bounded};
use crate::integrity::{Identity, Seen, Span};
use crate::media::{Decoder, Demuxer, Template};
use crate::meter::named;

/// An open input.
pub(super) struct Input {
    pub(super) demuxer: Demuxer,
    pub(super) router: Router,
    /// For each stream, the ports that want its packets.
    pub(super) wanted: Vec<Vec<usize>>,
    pub(super) decodings: Vec<Decoding>,
    pub(super) accounts: Accounts,
    pub(super) damage: Arc<Mutex<Damage>>,
    /// What is noted about the frames of each decoded stream.
    pub(super) seen: Vec<(usize, Arc<Mutex<Seen>>)>,
    /// The file as it was when it was opened.
    pub(super) identity: Option<Identity>,
}

/// Who holds what comes out of an input.
pub(super) struct Accounts {
    pub(super) packets: Account,
    pub(super) frames: Account,
}

/// How a stream is decoded.
pub(super) struct Decoded<'a> {
    /// What the decoder's threads are called.
    pub(super) thread: &'a str,
    pub(super) threads: usize,
    /// Frames that may wait behind it.
    pub(super) queue: usize,
    pub(super) control: &'a Arc<Control>,
    /// Whether packets may be passed over that nobody needs; set there if frames cannot be counted so.
    pub(super) missed: Option<&'a Arc<AtomicBool>>,
}

impl Input {
    /// Opens the file at `path`, which the plan calls `name`; of images, so many are shown in a second.
    pub(super) fn open(path: &str, name: &str, rate: Option<Ratio>, ledger: &Ledger) -> Result<Self, Diagnostic> {
        let identity = Identity::of(path);
        let demuxer = Demuxer::open(path, rate)?;
        let wanted = vec![Vec::new(); demuxer.stream_count()];
        let damage = Arc::new(Mutex::new(Damage::default()));
        let accounts = Accounts {
            packets: ledger.account(&format!("packets of {name}")),
            frames: ledger.account(&format!("decoded frames of {name}")),
        };
        let router = Router::new(ledger);
        let (decodings, seen) = (Vec::new(), Vec::new());
        Ok(Self { demuxer, router, wanted, decodings, accounts, damage, seen, identity })
    }

    /// Decodes a stream.
    pub(super) fn video(&mut self, stream: usize, plan: &Decoded<'_>) -> Result<VideoSource, Diagnostic> {
        self.check(stream)?;
        if self.decodings.iter().any(|decoding| decoding.stream == stream) {
            return Err(super::internal(&format!("stream {stream} of {} is decoded twice", self.demuxer.path())));
        }
        let demuxer = &mut self.demuxer;
        let decoder = named(plan.thread, move || Decoder::open(demuxer, stream, plan.threads))?;
        let port = self.router.add_port();
        self.wanted[stream].push(port);
        let (frames, receiver) = bounded(plan.queue, &plan.control.ledger);
        let wishes = Arc::new(Mutex::new(Wishes::default()));
        let seen = Arc::new(Mutex::new(Seen::default()));
        self.seen.push((stream, Arc::clone(&seen)));
        self.decodings.push(Decoding {
            decoder,
            facts: self.demuxer.facts(stream),
            place: format!("stream {stream} of {}", self.demuxer.path()),
            images: self.demuxer.sequence().cloned(),
            port,
            frames,
            wishes: Arc::clone(&wishes),
            account: self.accounts.frames.clone(),
            stream,
            thread: plan.thread.to_owned(),
            seen,
            skimmed: plan.missed.cloned().and_then(|missed| Some((self.demuxer.entry(stream)?, missed))),
        });
        Ok(VideoSource::new(receiver, plan.control, wishes))
    }

    /// From where to where the frames of a decoded stream go.
    pub(super) fn span(&self, stream: usize) -> Option<Span> {
        let (_, seen) = self.seen.iter().find(|(known, _)| *known == stream)?;
        let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.times.span(self.demuxer.facts(stream).time_base)
    }

    /// Frames of a stream that were not decoded.
    pub(super) fn passed(&self, stream: usize) -> u64 {
        let seen = self.seen.iter().find(|(known, _)| *known == stream);
        seen.map_or(0, |(_, seen)| seen.lock().unwrap_or_else(PoisonError::into_inner).passed)
    }

    /// Notes that the decoded frames are not all that the outputs are made of.
    pub(super) fn see_only_a_part(&self) {
        for (_, seen) in &self.seen {
            seen.lock().unwrap_or_else(PoisonError::into_inner).skipped = true;
        }
    }

    /// A port that gets the packets of `streams`.
    pub(super) fn copy(&mut self, streams: impl Iterator<Item = usize>) -> usize {
        let port = self.router.add_port();
        for stream in streams {
            self.wanted[stream].push(port);
        }
        port
    }

    /// What an output needs to know of a stream.
    pub(super) fn template(&self, stream: usize) -> Result<Template, Diagnostic> {
        self.check(stream)?;
        Template::of(&self.demuxer, stream).map_err(super::fault)
    }

    fn check(&self, stream: usize) -> Result<(), Diagnostic> {
        if stream < self.wanted.len() {
            return Ok(());
        }
        let count = self.wanted.len();
        Err(super::internal(&format!("the plan uses stream {stream} of {}, which has {count}", self.demuxer.path())))
    }
}

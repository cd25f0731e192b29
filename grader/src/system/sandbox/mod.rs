//! Confines a foreign program to its own work.
//!
//! A test program may run once, compute, start threads, read the system's libraries and send on its
//! channel; a compiler may start its linker, read its own files and write into one folder. Neither
//! reaches the network. Each layer is probed on this machine, never assumed; a missing one is reported
//! with a remedy. `process` limits time and memory.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
mod layers;
#[cfg(target_os = "linux")]
mod linux;

use crate::exit::Refused;
#[cfg(not(target_os = "linux"))]
pub(crate) use elsewhere::Confinement;
#[cfg(not(target_os = "linux"))]
use elsewhere::probe;
pub(crate) use layers::{Found, Layer};
#[cfg(target_os = "linux")]
use linux::probe;
#[cfg(target_os = "linux")]
pub(crate) use linux::{Arguments, Confinement};

/// The layers that this machine has, and those that it lacks.
#[derive(Clone, Debug)]
pub(crate) struct Sandbox {
    found: Vec<Found>,
    /// The user that a test program runs as, if not the grader's; only root can switch users.
    user: Option<u32>,
}

impl Sandbox {
    /// Probes each layer in a child of its own; those in `without` count as missing.
    pub(crate) fn probe(without: &[Layer]) -> Self {
        let state = |layer| match without.contains(&layer) {
            true => Err("switched off by `--without-layer`".to_owned()),
            false => probe::layer(layer),
        };
        let found = Layer::ALL.into_iter().map(|layer| Found { layer, state: state(layer) }).collect();
        Self { found, user: probe::user() }
    }

    /// All layers, in order.
    pub(crate) fn layers(&self) -> &[Found] {
        &self.found
    }

    /// # Errors
    /// When a layer is missing: each with the reason and the remedy.
    pub(crate) fn complete(&self) -> Result<(), Refused> {
        let missing = self.found.iter().filter_map(|found| Some((found.layer, found.state.as_ref().err()?)));
        let reasons: Vec<_> =
            missing.map(|(layer, why)| format!("{}: {why}\n{}", layer.name(), layer.without())).collect();
        if reasons.is_empty() {
            return Ok(());
        }
        let reasons = reasons.join("\n");
        Err(Refused(format!(
            "the sandbox is incomplete: {reasons}\n`--allow-degraded` grades anyway, and says so in every output"
        )))
    }

    /// The user that a test program runs as, in words.
    pub(crate) fn runs_as(&self) -> String {
        match self.user {
            Some(user) => format!("a test runs as user {user}, which owns nothing"),
            None => "a test runs as you; only root can run it as another user".into(),
        }
    }

    pub(crate) fn has(&self, layer: Layer) -> bool {
        self.found.iter().any(|found| found.layer == layer && found.state.is_ok())
    }

    /// The names of the missing layers.
    pub(crate) fn missing(&self) -> Vec<String> {
        let missing = self.found.iter().filter(|found| found.state.is_err());
        missing.map(|found| found.layer.name().to_owned()).collect()
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests;

//! Updates a workspace's lockfile to match its members, as `--locked` builds demand.

use std::path::Path;
use std::process::Command;

/// Asks cargo to update the lockfile of the workspace in `dir`, without the network.
///
/// A failure is a warning: the next build by hand does the same and reports more.
pub(crate) fn settle(dir: &Path) {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // Unlike other commands that update the lockfile, this one needs no other platform's packages.
    let tree = ["tree", "--offline", "--quiet", "--depth", "0"];
    match Command::new(cargo).args(tree).current_dir(dir).output() {
        Ok(output) if output.status.success() => {}
        Ok(output) => {
            let words = String::from_utf8_lossy(&output.stderr);
            eprintln!("warning: cargo cannot read the workspace in `{}`: {}", dir.display(), words.trim());
        }
        Err(error) => eprintln!("warning: cannot start `cargo` to update the lockfile: {error}"),
    }
}

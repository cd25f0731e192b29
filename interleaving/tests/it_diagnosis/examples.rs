//! The programs in `examples/`, each with a fault that has a name.

use interleaving::report::{CheckReport, RenderOptions, render};

#[path = "../../examples/if_around_wait.rs"]
mod if_around_wait;
#[path = "../../examples/notify_one.rs"]
mod notify_one;
#[path = "../../examples/relaxed_publication.rs"]
mod relaxed_publication;
#[path = "../../examples/spin_without_yield.rs"]
mod spin_without_yield;

fn text(report: &CheckReport) -> String {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    render(report, &RenderOptions::new(&|file| std::fs::read_to_string(root.join(file)).ok()))
}

#[test]
fn the_examples_are_caught_named_and_drawn() {
    let examples = [
        ("if_around_wait", if_around_wait::explored()),
        ("notify_one", notify_one::explored()),
        ("relaxed_publication", relaxed_publication::explored()),
        ("spin_without_yield", spin_without_yield::explored()),
    ];
    for (name, report) in examples {
        insta::assert_snapshot!(name, text(&report));
    }
}

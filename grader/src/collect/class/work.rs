//! One student's work, put together from all that a class has of it.

use std::rc::Rc;

use super::Wanted;
use crate::collect::archive::{Caps, Format, Packed};
use crate::collect::node::{Child, Kind, Node};
use crate::collect::take::Place;
use crate::evidence::Finding;
use crate::system::text::printable;

/// Where one student's work may be, and what of it cannot be used.
#[derive(Default)]
pub(super) struct Work {
    /// Repositories and lone files: each with its name, as an exercise's own folder has one.
    pub(super) places: Vec<(String, Place)>,
    pub(super) refused: Vec<Finding>,
    pub(super) has_something: bool,
}

impl Work {
    pub(super) fn refuse(&mut self, name: &str, reason: &str) {
        self.has_something = true;
        self.refused.push(unusable(name, reason));
    }

    /// Adds what a class holds for the student in its folder `parent`.
    pub(super) fn add(&mut self, wanted: &Wanted, parent: &Node, child: &Child) {
        match child.kind {
            Kind::Folder => self.add_folder(wanted, &child.name, &child.node),
            Kind::Archive => match child.node.open(&child.name, Caps::SUBMISSION) {
                Ok(packed) => self.add_packed(wanted, &child.name, &packed),
                Err(reason) => self.refuse(&child.name, &reason),
            },
            Kind::Other => self.refuse(&child.name, "it is a link or a device"),
            Kind::File if !child.name.ends_with(".rs") => {
                self.refuse(&child.name, "it is neither a folder nor an archive nor an `.rs` file");
            }
            Kind::File if wanted.only().is_none() => {
                self.refuse(&child.name, "the file alone does not say which exercise it solves");
            }
            Kind::File => {
                self.has_something = true;
                self.places.push((child.name.clone(), Place::File(parent.clone(), child.name.clone())));
            }
        }
    }

    pub(super) fn add_packed(&mut self, wanted: &Wanted, name: &str, packed: &Rc<Packed>) {
        if let Some(fault) = packed.faults.first() {
            return self.refuse(name, &fault.text);
        }
        let stem = Format::stem(name).unwrap_or(name);
        self.add_folder(wanted, stem, &Node::Packed(Rc::clone(packed), String::new()));
    }

    pub(super) fn add_folder(&mut self, wanted: &Wanted, name: &str, node: &Node) {
        let (name, node) = wanted.unwrapped(name, node.clone(), |_| true);
        let children = match node.visible() {
            Ok(children) => children,
            Err(reason) => return self.refuse(&name, &reason),
        };
        self.has_something |= !children.is_empty();
        if !wanted.is_repository(&name, &node) {
            // Archives in archives end where `Caps` says, so this does.
            for child in children.iter().filter(|child| child.kind == Kind::Archive) {
                self.add(wanted, &node, child);
            }
        }
        self.places.push((name, Place::Folder(node)));
    }
}

/// A refusal that concerns all that a student handed in.
pub(super) fn unusable(name: &str, reason: &str) -> Finding {
    let instead = "hand in the folder of the exercise, or pack it as a plain zip or tar.gz".to_owned();
    // A path in an archive may be anything.
    let [file, text] = [name, reason].map(|text| printable(text.as_bytes(), 400));
    Finding { file, line: 0, text, instead: Some(instead) }
}

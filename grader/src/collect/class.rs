//! Finds the student of each folder or archive, and the places of the exercises in it.

use std::path::Path;
use std::rc::Rc;

use anyhow::{Result, anyhow, bail};

use super::archive::{Caps, Fault, Packed};
use super::formats::Format;
use super::node::{Child, Kind, Node};
use super::platform::{self, Name};
use super::take::{Place, absent, take};
use super::{Files, Submission};
use crate::exercise::{Course, Exercise};
use crate::outcome::Finding;
use crate::text::printable;

/// The most folders around a repository that hold nothing else.
const MAX_WRAPPINGS: usize = 8;

/// The exercises to look for, and the instructor's path to look in.
pub(super) struct Wanted<'a> {
    pub(super) course: &'a Course,
    pub(super) selected: &'a [usize],
    pub(super) source: &'a Path,
}

/// The places where one student's work may be, and the parts that cannot be used.
#[derive(Default)]
struct Work {
    /// Repositories and lone files, each with its name, which may be an exercise's.
    places: Vec<(String, Place)>,
    refused: Vec<Finding>,
    has_something: bool,
}

impl Wanted<'_> {
    /// The only selected exercise, if there is just one; a path need not name it.
    pub(super) fn only(&self) -> Option<usize> {
        <[usize; 1]>::try_from(self.selected).ok().map(|[index]| index)
    }

    /// The submissions in the instructor's folder, called `name`.
    pub(super) fn folder(&self, name: &str) -> Result<Vec<Submission>> {
        let root = Node::Disk(self.source.into());
        if self.is_repository(name, &root) {
            return Ok(vec![
                self.submission(platform::name(name), |work| work.add_folder(self, name, &root)),
            ]);
        }
        let shown = self.source.display();
        let children = root.visible().map_err(|reason| anyhow!("`{shown}`: {reason}"))?;
        let submissions = self.class(&root, &children, &[]);
        if submissions.is_empty() {
            bail!(
                "no submission in `{shown}`\na submission holds `exercises/{}/…`, and a class folder holds a folder or an archive for each student",
                self.course.exercises[self.selected[0]].folder
            );
        }
        Ok(submissions)
    }

    /// The submissions in the instructor's archive, called `name`: one student's, or a class.
    pub(super) fn archive(&self, name: &str) -> Vec<Submission> {
        let stem = Format::stem(name).unwrap_or(name);
        let refuse = |reason: String| {
            let finding = unusable(name, &reason);
            vec![Submission::refused(stem.into(), self.source, self.selected, Some(finding))]
        };
        let path = self.source.canonicalize().unwrap_or_else(|_| self.source.into());
        let packed = match Node::Disk(path).open(name, Caps::CLASS) {
            Ok(packed) => packed,
            Err(reason) => return refuse(reason),
        };
        let root = Node::Packed(packed.clone(), String::new());
        let inside = self.unwrapped(stem, root, |child| !platform::name(&child.name).is_platforms);
        let children = inside.1.visible().unwrap_or_default();
        if !self.is_class(&inside, &children) {
            if packed.entries > Caps::SUBMISSION.entries {
                return refuse(format!("the archive has more than {} entries", Caps::SUBMISSION.entries));
            }
            let add = |work: &mut Work| work.add_packed(self, name, &packed);
            return vec![self.submission(platform::name(stem), add)];
        }
        let mut submissions = self.class(&inside.1, &children, &packed.faults);
        // A fault outside every student's folder must be reported too.
        let nobodys = packed
            .faults
            .iter()
            .find(|fault| children.iter().all(|child| !is_in(&fault.folder, &child.node)));
        submissions.extend(nobodys.map(|fault| fault.text.clone()).into_iter().flat_map(refuse));
        submissions
    }

    fn is_class(&self, (name, node): &(String, Node), children: &[Child]) -> bool {
        let has_work = |child: &Child| match child.kind {
            Kind::Archive => children.len() > 1 || platform::name(stem(child)).is_platforms,
            Kind::Folder => {
                let inside = self.unwrapped(&child.name, child.node.clone(), |_| true);
                let archived = |inside: &Child| inside.kind == Kind::Archive;
                platform::name(&child.name).is_platforms
                    || self.is_repository(&inside.0, &inside.1)
                    || inside.1.visible().is_ok_and(|children| children.iter().any(archived))
            }
            _ => platform::name(stem(child)).is_platforms,
        };
        !self.is_repository(name, node) && children.iter().any(has_work)
    }

    /// A submission for each folder, archive and source file among `children`; those that a platform
    /// exported for one student are merged.
    fn class(&self, node: &Node, children: &[Child], faults: &[Fault]) -> Vec<Submission> {
        let mut students: Vec<(Name, Vec<&Child>)> = Vec::new();
        for child in children {
            let name = platform::name(stem(child));
            // Lists and notes of the platform and the instructor lie beside the students' work.
            let is_work = child.kind != Kind::File || child.name.ends_with(".rs") || name.is_platforms;
            match students.iter_mut().find(|(other, _)| name.is_platforms && *other == name) {
                _ if !is_work => {}
                Some((_, parts)) => parts.push(child),
                None => students.push((name, vec![child])),
            }
        }
        let submission = |(name, parts): (Name, Vec<&Child>)| {
            self.submission(name, |work| {
                for part in parts {
                    let fault = faults.iter().find(|fault| is_in(&fault.folder, &part.node));
                    match fault {
                        Some(fault) => work.refuse(&part.name, &fault.text),
                        None => work.add(self, node, part),
                    }
                }
            })
        };
        students.into_iter().map(submission).collect()
    }

    fn submission(&self, name: Name, add: impl FnOnce(&mut Work)) -> Submission {
        let mut work = Work::default();
        add(&mut work);
        let mut submission = Submission::refused(name.id, self.source, &[], None);
        submission.aliases = name.aliases;
        for index in self.selected.iter().copied() {
            let exercise = &self.course.exercises[index];
            let places: Vec<_> = work
                .places
                .iter()
                .filter_map(|(name, place)| Some((name, self.place(name, place, exercise)?)))
                .collect();
            match places.as_slice() {
                [] => submission.not_handed_in.push(index),
                [(_, place)] => submission.exercises.push((index, take(place, exercise))),
                [(first, _), (second, _), ..] => {
                    let text = format!("it is handed in twice, in `{first}` and in `{second}`");
                    let bad = vec![absent(&exercise.manifest.files[0], text)];
                    submission.exercises.push((index, Files { bad, ..Files::default() }));
                }
            }
        }
        if !submission.not_handed_in.is_empty() {
            let file = &self.course.exercises[submission.not_handed_in[0]].manifest.files[0];
            let empty = || (!work.has_something).then(|| absent(file, "the submission is empty"));
            submission.refused = work.refused.first().cloned().or_else(empty);
        }
        submission
    }

    fn is_repository(&self, name: &str, node: &Node) -> bool {
        node.join("exercises").is_folder()
            || self.course.exercises.iter().any(|exercise| {
                node.join(&exercise.folder).is_folder()
                    || (name == exercise.folder && node.join("src").is_folder())
            })
            || (self.only().is_some() && node.join("src").kind().is_some())
    }

    /// Enters each folder that is alone in its parent and that `may` accepts, as far as the first repository.
    fn unwrapped(&self, name: &str, node: Node, may: impl Fn(&Child) -> bool) -> (String, Node) {
        let mut at = (name.to_owned(), node);
        for _ in 0..MAX_WRAPPINGS {
            if self.is_repository(&at.0, &at.1) {
                break;
            }
            let Ok(children) = at.1.visible() else { break };
            let [child] = children.as_slice() else { break };
            if child.kind != Kind::Folder || !may(child) {
                break;
            }
            at = (child.name.clone(), child.node.clone());
        }
        at
    }

    /// The place of the exercise in a repository called `name`.
    fn place(&self, name: &str, place: &Place, exercise: &Exercise) -> Option<Place> {
        let Place::Folder(node) = place else { return Some(place.clone()) };
        let usual = [node.join("exercises").join(&exercise.folder), node.join(&exercise.folder)];
        if let Some(place) = usual.into_iter().find(Node::is_folder) {
            return Some(Place::Folder(place));
        }
        if (self.only().is_some() || name == exercise.folder) && node.join("src").kind().is_some() {
            return Some(Place::Folder(node.clone()));
        }
        // One source file and no folder: it can only be the file that the exercise names.
        let [_] = exercise.manifest.files.as_slice() else { return None };
        let children = node.visible().ok().filter(|_| self.only().is_some())?;
        let sources: Vec<_> = children.iter().filter(|child| child.name.ends_with(".rs")).collect();
        let [source] = sources.as_slice() else { return None };
        Some(Place::File(node.clone(), source.name.clone()))
    }
}

impl Work {
    fn refuse(&mut self, name: &str, reason: &str) {
        self.has_something = true;
        self.refused.push(unusable(name, reason));
    }

    /// Adds one entry of the class's folder `parent`.
    fn add(&mut self, wanted: &Wanted, parent: &Node, child: &Child) {
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

    fn add_packed(&mut self, wanted: &Wanted, name: &str, packed: &Rc<Packed>) {
        if let Some(fault) = packed.faults.first() {
            return self.refuse(name, &fault.text);
        }
        let stem = Format::stem(name).unwrap_or(name);
        self.add_folder(wanted, stem, &Node::Packed(Rc::clone(packed), String::new()));
    }

    fn add_folder(&mut self, wanted: &Wanted, name: &str, node: &Node) {
        let (name, node) = wanted.unwrapped(name, node.clone(), |_| true);
        let children = match node.visible() {
            Ok(children) => children,
            Err(reason) => return self.refuse(&name, &reason),
        };
        self.has_something |= !children.is_empty();
        if !wanted.is_repository(&name, &node) {
            // `Caps` limits archives inside archives, so this recursion ends.
            for child in children.iter().filter(|child| child.kind == Kind::Archive) {
                self.add(wanted, &node, child);
            }
        }
        self.places.push((name, Place::Folder(node)));
    }
}

/// A refusal of everything that a student handed in.
fn unusable(name: &str, reason: &str) -> Finding {
    let instead = "hand in the folder of the exercise, or pack it as a plain zip or tar.gz".to_owned();
    // A path in an archive may contain anything.
    let [file, text] = [name, reason].map(|text| printable(text.as_bytes(), 400));
    Finding { file, line: 0, text, instead: Some(instead) }
}

/// The name of a child without the ending that shows its type.
fn stem(child: &Child) -> &str {
    let end = || child.name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty());
    match child.kind {
        Kind::Folder => &child.name,
        _ => Format::stem(&child.name).or_else(|| Some(end()?.0)).unwrap_or(&child.name),
    }
}

/// Returns whether `folder`, in an archive, is `node` or below it.
fn is_in(folder: &str, node: &Node) -> bool {
    let Node::Packed(_, path) = node else { return false };
    folder.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

//! Whose row it is: the name comes from the instructor's path, and from nothing inside a submission.

use std::os::unix::fs::symlink;

use super::pack::zip;
use super::{Place, Submission, contest, gather, source_of};

const ADA: (&str, &[u8]) = ("ada/exercises/01_withdraw/src/lib.rs", b"fn forged() {}");
const BOB: (&str, &[u8]) = ("bob/01_withdraw/src/lib.rs", b"fn forged() {}");

/// The rows of these paths: each id with its source, or the reason why there is none.
fn rows(place: &Place, paths: &[&str]) -> Vec<(String, Result<String, String>)> {
    let row = |one: &Submission| (one.id.clone(), source_of(one));
    gathered(place, paths).iter().map(row).collect()
}

fn gathered(place: &Place, paths: &[&str]) -> Vec<Submission> {
    let paths: Vec<_> = paths.iter().map(|path| place.path(path)).collect();
    let mut all = gather(&place.course(), &[0], &paths).unwrap();
    contest(&mut all, "(own row)");
    all
}

fn ids(rows: &[(String, Result<String, String>)]) -> Vec<&str> {
    rows.iter().map(|(id, _)| id.as_str()).collect()
}

/// `eve` hands in a class that holds the folders of two others; `ada` hands in her own work.
fn with_a_thief() -> Place {
    let place = Place::new();
    place.write("class/eve.zip", zip(&[ADA, BOB]));
    place.write("class/ada/exercises/01_withdraw/src/lib.rs", "fn a() {}");
    for (name, text) in [ADA, BOB] {
        place.write(&format!("class/mallory/{name}"), text);
    }
    place
}

#[test]
fn an_archive_of_one_student_cannot_hand_in_for_others() {
    let place = with_a_thief();
    let several = rows(&place, &["class/eve.zip", "class/ada", "class/mallory"]);
    assert_eq!(ids(&several), ["ada", "eve", "mallory"]);
    assert_eq!(several[0].1, Ok("fn a() {}".into()));
    for thief in [&several[1].1, &several[2].1] {
        let reason = thief.as_ref().unwrap_err();
        assert!(reason.contains("it holds several submissions, and counts as one"), "{reason}");
    }
    let class = rows(&place, &["class"]);
    assert_eq!((ids(&class), class[0].1.clone()), (vec!["ada", "eve", "mallory"], Ok("fn a() {}".into())));
    assert!(class[1].1.is_err() && class[2].1.is_err(), "{class:?}");
}

#[test]
fn others_folders_beside_the_own_work_are_ignored() {
    let place = with_a_thief();
    place.write("class/eve.zip", zip(&[ADA, BOB, ("exercises/01_withdraw/src/lib.rs", b"fn e() {}")]));
    for paths in [["class/eve.zip", "class/ada"].as_slice(), &["class"]] {
        let rows = rows(&place, paths);
        assert_eq!((rows[1].0.as_str(), rows[1].1.clone()), ("eve", Ok("fn e() {}".into())));
        assert_eq!(rows[0], ("ada".to_owned(), Ok("fn a() {}".into())));
    }
}

#[test]
fn a_wrapped_submission_is_called_as_its_path_and_not_as_what_is_in_it() {
    let place = Place::new();
    place.write("eve.zip", zip(&[BOB]));
    place.write("mallory/bob/01_withdraw/src/lib.rs", "fn m() {}");
    let rows = rows(&place, &["eve.zip", "mallory"]);
    assert_eq!(ids(&rows), ["eve", "mallory"]);
    assert_eq!(rows[1].1, Ok("fn m() {}".into()));
}

#[test]
fn a_class_given_alone_is_a_class() {
    let place = Place::new();
    place.write("all.zip", zip(&[ADA, BOB]));
    assert_eq!(ids(&rows(&place, &["all.zip"])), ["ada", "bob"]);
    // The same path again is no other path.
    assert_eq!(ids(&rows(&place, &["all.zip", "./all.zip", "course/../all.zip"])), ["ada", "bob"]);
}

#[test]
fn a_platform_s_path_names_its_student_though_the_archive_is_damaged() {
    let place = Place::new();
    place.write("bakerada_11_101_work.zip", b"PK\x03\x04 and no more");
    place.write("chenbo_12_102_work.zip", zip(&[("src/lib.rs", b"fn b() {}")]));
    let all = gathered(&place, &["bakerada_11_101_work.zip", "chenbo_12_102_work.zip"]);
    let names = |one: &Submission| (one.id.clone(), one.aliases.join(" "));
    let name = |id: &str, aliases: &str| (id.to_owned(), aliases.to_owned());
    assert_eq!(
        all.iter().map(names).collect::<Vec<_>>(),
        [name("bakerada_11", "bakerada 11"), name("chenbo_12", "chenbo 12")]
    );
}

#[test]
fn a_link_is_called_as_the_instructor_calls_it() {
    let place = Place::new();
    place.write("blobs/7f.zip", zip(&[("01_withdraw/src/lib.rs", b"fn a() {}")]));
    for name in ["ada.zip", "bob.zip"] {
        symlink("blobs/7f.zip", place.path(name)).unwrap();
    }
    let rows = rows(&place, &["ada.zip", "bob.zip"]);
    assert_eq!(ids(&rows), ["ada", "bob"]);
    assert!(rows.iter().all(|(_, source)| source.is_ok()), "{rows:?}");
}

#[test]
fn two_of_one_name_are_both_there_and_name_each_other_s_path() {
    let place = Place::new();
    place.write("1/ada/01_withdraw/src/lib.rs", "fn a() {}");
    place.write("2/ada.zip", zip(&[("01_withdraw/src/lib.rs", b"fn b() {}")]));
    place.write("ada (2)/01_withdraw/src/lib.rs", "fn c() {}");
    let all = gathered(&place, &["1/ada", "2/ada.zip", "ada (2)"]);
    let reason = |at: usize| all[at].contested.as_ref().map(|why| why.text.as_str());
    // The name that is there once stays.
    assert_eq!(all.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["ada", "ada (2)", "ada (3)"]);
    assert_eq!(source_of(&all[1]), Ok("fn c() {}".into()));
    assert_eq!(reason(1), None);
    assert!(reason(0).unwrap().ends_with("/2/ada.zip`"), "{:?}", reason(0));
    assert!(reason(2).unwrap().ends_with("/1/ada`"), "{:?}", reason(2));
}

#[test]
fn two_entries_of_a_class_that_have_one_name_name_each_other() {
    let place = Place::new();
    let work = "01_withdraw/src/lib.rs";
    for name in ["Jos\u{e9}", "jose\u{301}", "bob"] {
        place.write(&format!("class/{name}/{work}"), "fn a() {}");
    }
    place.write("class/bob.zip", zip(&[(work, b"fn b() {}")]));
    let packed = ["c/ada/", "c/Ada\u{200b}/", "c/bob/"].map(|folder| format!("{folder}{work}"));
    let packed: Vec<_> = packed.iter().map(|name| (name.as_str(), b"fn a() {}".as_slice())).collect();
    place.write("class.zip", zip(&packed));
    let others = |path: &str| {
        let all = gathered(&place, &[path]);
        let other = |one: &Submission| Some(one.contested.as_ref()?.text.split('`').nth(3)?.to_owned());
        let root = format!("{}/", place.path(path).display());
        let of = |one: &Submission| other(one).map(|other| other.strip_prefix(&root).unwrap().to_owned());
        all.iter().map(|one| (one.id.clone(), of(one))).collect::<Vec<_>>()
    };
    let row = |id: &str, other: &str| (id.to_owned(), (!other.is_empty()).then(|| other.to_owned()));
    assert_eq!(
        others("class"),
        [
            row("Jos\u{e9}", "jose\u{301}"),
            row("bob", "bob.zip"),
            row("bob (2)", "bob"),
            row("jose\u{301}", "Jos\u{e9}"),
        ]
    );
    assert_eq!(
        others("class.zip"),
        [row("Ada\u{200b}", "c/ada"), row("ada", "c/Ada\u{200b}"), row("bob", "")]
    );
}

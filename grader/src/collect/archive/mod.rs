//! A zip or tar.gz of strangers, read in memory: nothing is written to disk, no entry is obeyed.
//!
//! A fault of the whole archive is an `Err` with the reason; an entry that no honest tool
//! packs is a [`Fault`] under the folder it is in; anything else that is odd about an entry is reported
//! when somebody asks for that entry. Sizes are those of the bytes actually read, never the declared.

mod tar;
mod zip;

mod building;
mod path;

mod format;

mod caps;
mod meter;
mod packed;

use std::io::{self, Read, Seek};
use std::rc::Rc;

use building::Building;
use caps::{FREE_BYTES, MAX_RATIO};
use format::cut;
use meter::Meter;

pub(super) use caps::Caps;
pub(super) use format::Format;
pub(super) use packed::{Fault, Packed, What};

/// Reads an archive of `length` bytes.
pub(super) fn open(source: impl Read + Seek, length: u64, name: &str, caps: Caps) -> Result<Packed, String> {
    if length > caps.bytes {
        return Err(format!("the archive has more than {} MB", caps.bytes / 1_000_000));
    }
    let mut source = source;
    let format = Format::of(&mut source, name)?;
    let limit = caps.unpacked.min((length * MAX_RATIO).max(FREE_BYTES));
    let meter = Meter { seen: Rc::default(), limit };
    let mut building = Building { packed: Packed::default(), caps, meter: meter.clone() };
    let read = match format {
        Format::Zip => zip::entries(source, &mut building),
        Format::Tar => tar::entries(source, &mut building),
        Format::Gzip => {
            let mut unpacked = meter.over(flate2::read::GzDecoder::new(io::BufReader::new(source)));
            // To the end, where the checksum is: what was cut off is missing without a trace otherwise.
            tar::entries(&mut unpacked, &mut building).and_then(|()| {
                io::copy(&mut unpacked, &mut io::sink()).map(drop).map_err(|error| cut(&error))
            })
        }
    };
    if meter.seen.get() > limit {
        let most = limit / 1_000_000;
        return Err(format!("the archive unpacks to more than {most} MB, which is more than it may"));
    }
    read.map(|()| building.packed)
}

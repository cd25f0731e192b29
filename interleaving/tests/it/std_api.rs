//! A program for the facade types is a program for std's: the same source compiles and passes with either.

macro_rules! programs {
    ($module:ident, $library:ident) => {
        mod $module {
            use std::cell::{Cell, RefCell};
            use std::fmt::Debug;
            use std::io::{self, Read, Write};
            use std::panic::{RefUnwindSafe, UnwindSafe, catch_unwind};

            use $library::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
            use $library::sync::atomic::{self, AtomicBool, AtomicI64, AtomicPtr, AtomicUsize, Ordering};
            use $library::sync::mpsc::{self, Receiver, Sender, SyncSender};
            use $library::sync::{
                Arc, Barrier, Condvar, LockResult, Mutex, MutexGuard, Once, OnceLock, PoisonError, RwLock,
                RwLockReadGuard, RwLockWriteGuard, TryLockError, Weak,
            };
            use $library::thread::{self, Builder, JoinHandle, Thread, ThreadId};
            use $library::time::{Duration, Instant};
            use $library::{hint, thread_local};

            static LOCK: Mutex<u32> = Mutex::new(0);
            static TABLE: RwLock<Vec<u32>> = RwLock::new(Vec::new());
            static CHANGED: Condvar = Condvar::new();
            static START: Once = Once::new();
            static NAME: OnceLock<String> = OnceLock::new();
            static COUNT: AtomicUsize = AtomicUsize::new(0);
            static NOWHERE: AtomicPtr<u8> = AtomicPtr::new(std::ptr::null_mut());

            thread_local! {
                static OWN: Cell<u32> = const { Cell::new(3) };
                /// Documented, and visible to others.
                pub(super) static LIST: RefCell<Vec<u32>> = RefCell::new(Vec::new());
            }

            #[test]
            fn constants_can_be_statics() {
                *LOCK.lock().unwrap() += 1;
                TABLE.write().unwrap().push(1);
                CHANGED.notify_all();
                START.call_once(|| {});
                assert_eq!(NAME.get_or_init(|| "name".to_owned()), "name");
                COUNT.fetch_add(1, Ordering::Relaxed);
                assert!(NOWHERE.load(Ordering::Acquire).is_null());
                OWN.set(OWN.get() + 1);
                LIST.with_borrow_mut(|list| list.push(OWN.take()));
                assert_eq!((LIST.take(), OWN.try_with(Cell::get)), (vec![4], Ok(0)));
            }

            fn send<T: Send>() {}
            fn share<T: Send + Sync>() {}
            fn survive<T: UnwindSafe + RefUnwindSafe>() {}

            #[test]
            fn what_can_be_sent_and_shared_is_the_same() {
                share::<(Mutex<Cell<u32>>, RwLock<u32>, Condvar, Barrier, Once, OnceLock<u32>)>();
                share::<(AtomicBool, AtomicI64, AtomicPtr<u32>, Thread, JoinHandle<Cell<u32>>)>();
                share::<(Sender<u32>, SyncSender<u32>, Instant, ThreadId)>();
                share::<thread::ScopedJoinHandle<'static, u32>>();
                send::<(Receiver<u32>, mpsc::IntoIter<u32>, OnceLock<Cell<u32>>)>();
                survive::<(Mutex<Cell<u32>>, RwLock<Cell<u32>>, Condvar, Once, OnceLock<u32>)>();
                survive::<(AtomicBool, Sender<Cell<u32>>, Receiver<Cell<u32>>, Barrier)>();
                share::<(TcpListener, TcpStream)>();
                survive::<(TcpListener, TcpStream)>();
            }

            #[test]
            fn a_server_answers_its_clients() -> io::Result<()> {
                let listener = TcpListener::bind(("127.0.0.1", 0))?;
                let address: SocketAddr = listener.local_addr()?;
                let server = thread::spawn(move || -> io::Result<String> {
                    let mut stream = listener.incoming().next().unwrap()?;
                    let mut request = String::new();
                    (&stream).read_to_string(&mut request)?;
                    write!(&mut stream.try_clone()?, "{} bytes", request.len())?;
                    stream.flush()?;
                    stream.shutdown(Shutdown::Both)?;
                    Ok(request)
                });
                let mut client = TcpStream::connect(address)?;
                assert_eq!(client.peer_addr()?, address);
                client.write_all(b"hello")?;
                client.shutdown(Shutdown::Write)?;
                let mut answer = Vec::new();
                client.read_to_end(&mut answer)?;
                assert_eq!(answer, b"5 bytes");
                assert_eq!(server.join().unwrap()?, "hello");
                Ok(())
            }

            #[test]
            fn unsized_values_can_be_locked() {
                let list: Arc<Mutex<[u32]>> = Arc::new(Mutex::new([1, 2, 3]));
                list.lock().unwrap()[1] = 5;
                let weak: Weak<Mutex<[u32]>> = Arc::downgrade(&list);
                assert_eq!(weak.upgrade().unwrap().lock().unwrap().iter().sum::<u32>(), 9);
                let text: Box<RwLock<dyn Debug>> = Box::new(RwLock::new("text"));
                assert_eq!(format!("{:?}", text.read().unwrap()), "\"text\"");
                let mut owned: Box<Mutex<dyn Debug>> = Box::new(Mutex::new(1));
                assert_eq!(format!("{:?}", owned.get_mut().unwrap()), "1");
            }

            #[test]
            fn the_traits_of_std_are_implemented() {
                let _defaults: (Mutex<u32>, RwLock<u32>, Condvar, OnceLock<u32>) = Default::default();
                let (lock, table) = (Mutex::from(1), RwLock::from(2));
                let (guard, reading) = (lock.lock().unwrap(), table.read().unwrap());
                assert_eq!(format!("{guard} {reading} {guard:?} {reading:?}"), "1 2 1 2");
                drop(reading);
                assert_eq!(format!("{}", table.write().unwrap()), "2");
                assert_eq!(format!("{:?} {:?}", AtomicI64::from(3), AtomicBool::default()), "3 false");
                assert_eq!(format!("{:p}", AtomicPtr::<u8>::default()), "0x0");
                let (sender, receiver) = mpsc::channel::<u32>();
                assert_eq!(format!("{sender:?} {receiver:?}"), "Sender { .. } Receiver { .. }");
                assert!(!format!("{:?}", (Barrier::new(1), Once::new(), thread::current())).is_empty());
                let leader = Barrier::new(1).wait();
                assert_eq!(format!("{leader:?}"), "BarrierWaitResult { is_leader: true }");
            }

            fn first<'a>(list: &'a Mutex<Vec<u32>>) -> LockResult<MutexGuard<'a, Vec<u32>>> {
                list.lock()
            }

            #[test]
            fn a_panic_poisons_what_it_held() {
                let (lock, table) = (Mutex::new(vec![1]), RwLock::new(1));
                assert!(
                    catch_unwind(|| {
                        let _held: (LockResult<MutexGuard<'_, Vec<u32>>>, RwLockWriteGuard<'_, u32>) =
                            (first(&lock), table.write().unwrap());
                        panic!("on purpose");
                    })
                    .is_err()
                );
                assert!(lock.is_poisoned() && table.is_poisoned());
                assert!(matches!(lock.try_lock(), Err(TryLockError::Poisoned(_))));
                let recovered: MutexGuard<'_, _> = first(&lock).unwrap_or_else(PoisonError::into_inner);
                assert_eq!(*recovered, [1]);
                let reading: RwLockReadGuard<'_, u32> = table.read().unwrap_err().into_inner();
                assert_eq!(*reading, 1);
                drop(reading);
                table.clear_poison();
                assert_eq!(table.into_inner().unwrap(), 1);
            }

            #[test]
            fn a_thread_is_built_named_parked_and_joined() {
                let begin = Instant::now();
                let builder = Builder::new().name("worker".to_owned()).stack_size(1 << 20);
                let worker: JoinHandle<Option<String>> = builder
                    .spawn(|| {
                        thread::park();
                        thread::current().name().map(str::to_owned)
                    })
                    .unwrap();
                worker.thread().unpark();
                assert_eq!(worker.join().unwrap().as_deref(), Some("worker"));
                thread::park_timeout(Duration::from_millis(1));
                thread::sleep(Duration::from_millis(1));
                thread::yield_now();
                hint::spin_loop();
                assert!(begin.elapsed() >= Duration::from_millis(1) && !thread::panicking());
            }

            #[test]
            fn a_queue_between_threads_works() {
                let queue = (Mutex::new(Vec::new()), Condvar::new());
                let sum = thread::scope(|scope| {
                    scope.spawn(|| {
                        for value in 1..=10 {
                            queue.0.lock().unwrap().push(value);
                            queue.1.notify_one();
                        }
                    });
                    let taken = scope.spawn(|| {
                        let mut sum = 0;
                        for _ in 0..10 {
                            let guard = queue.0.lock().unwrap();
                            let mut guard = queue.1.wait_while(guard, |queue| queue.is_empty()).unwrap();
                            sum += guard.pop().unwrap();
                        }
                        sum
                    });
                    taken.join().unwrap()
                });
                assert_eq!(sum, 55);
                let waited = queue.1.wait_timeout(queue.0.lock().unwrap(), Duration::from_millis(1));
                assert!(waited.unwrap().1.timed_out());
            }

            #[test]
            fn channels_carry_values_and_disconnect() {
                let (sender, receiver) = mpsc::sync_channel(0);
                let handing =
                    thread::spawn(move || (0..3).map(|value| sender.send(value)).all(|sent| sent.is_ok()));
                assert_eq!((&receiver).into_iter().collect::<Vec<_>>(), [0, 1, 2]);
                assert!(handing.join().unwrap());
                assert_eq!(receiver.recv(), Err(mpsc::RecvError));
                let (sender, receiver) = mpsc::channel();
                sender.clone().send(1).unwrap();
                assert_eq!(receiver.recv_timeout(Duration::from_secs(5)), Ok(1));
                assert_eq!(receiver.try_recv(), Err(mpsc::TryRecvError::Empty));
                drop(receiver);
                assert_eq!(sender.send(2), Err(mpsc::SendError(2)));
            }

            #[test]
            fn atomics_have_every_update_of_std() {
                let number = AtomicI64::new(6);
                assert_eq!(number.fetch_add(1, Ordering::SeqCst), 6);
                assert_eq!(number.fetch_sub(2, Ordering::AcqRel), 7);
                assert_eq!(number.fetch_and(4, Ordering::Acquire), 5);
                assert_eq!(number.fetch_or(3, Ordering::Release), 4);
                assert_eq!(number.fetch_xor(1, Ordering::Relaxed), 7);
                assert_eq!(number.fetch_max(9, Ordering::SeqCst), 6);
                assert_eq!(number.fetch_min(2, Ordering::SeqCst), 9);
                assert_eq!(number.fetch_nand(3, Ordering::SeqCst), 2);
                assert_eq!(number.swap(1, Ordering::SeqCst), -3);
                assert_eq!(number.compare_exchange(1, 2, Ordering::SeqCst, Ordering::Relaxed), Ok(1));
                assert_eq!(number.compare_exchange(1, 3, Ordering::SeqCst, Ordering::Relaxed), Err(2));
                let doubled =
                    number.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |value| Some(value * 2));
                assert_eq!((doubled, number.into_inner()), (Ok(2), 4));
                assert!(!AtomicBool::new(false).fetch_or(true, Ordering::SeqCst));
                atomic::fence(Ordering::SeqCst);
            }
        }
    };
}

programs!(of_the_facade, interleaving);
programs!(of_std, std);

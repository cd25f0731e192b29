//! System calls, by how the filters treat them.
//!
//! In a test program, a call that is in no list fails with `ENOSYS`.

use libc::{
    SYS_accept, SYS_accept4, SYS_acct, SYS_add_key, SYS_adjtimex, SYS_bind, SYS_bpf, SYS_brk, SYS_chroot,
    SYS_clock_adjtime, SYS_clock_getres, SYS_clock_gettime, SYS_clock_nanosleep, SYS_clock_settime,
    SYS_close, SYS_connect, SYS_delete_module, SYS_execve, SYS_exit, SYS_exit_group, SYS_faccessat,
    SYS_fanotify_init, SYS_finit_module, SYS_fsconfig, SYS_fsmount, SYS_fsopen, SYS_fspick, SYS_fstat,
    SYS_futex, SYS_getcwd, SYS_getegid, SYS_geteuid, SYS_getgid, SYS_getpid, SYS_getppid, SYS_getrandom,
    SYS_getrusage, SYS_gettid, SYS_gettimeofday, SYS_getuid, SYS_init_module, SYS_io_setup, SYS_io_submit,
    SYS_io_uring_enter, SYS_io_uring_register, SYS_io_uring_setup, SYS_kcmp, SYS_kexec_load, SYS_keyctl,
    SYS_kill, SYS_listen, SYS_lseek, SYS_madvise, SYS_membarrier, SYS_memfd_create, SYS_mount,
    SYS_mount_setattr, SYS_move_mount, SYS_mprotect, SYS_mq_open, SYS_mremap, SYS_msgget, SYS_munmap,
    SYS_name_to_handle_at, SYS_nanosleep, SYS_newfstatat, SYS_open_by_handle_at, SYS_open_tree,
    SYS_perf_event_open, SYS_personality, SYS_pidfd_getfd, SYS_pidfd_open, SYS_pidfd_send_signal,
    SYS_pivot_root, SYS_ppoll, SYS_pread64, SYS_process_madvise, SYS_process_vm_readv, SYS_process_vm_writev,
    SYS_ptrace, SYS_quotactl, SYS_read, SYS_readlinkat, SYS_readv, SYS_reboot, SYS_recvfrom, SYS_request_key,
    SYS_restart_syscall, SYS_rseq, SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigqueueinfo,
    SYS_rt_sigreturn, SYS_rt_sigsuspend, SYS_rt_tgsigqueueinfo, SYS_sched_getaffinity, SYS_sched_yield,
    SYS_semget, SYS_sendto, SYS_set_robust_list, SYS_set_tid_address, SYS_setdomainname, SYS_sethostname,
    SYS_setns, SYS_settimeofday, SYS_shmget, SYS_sigaltstack, SYS_socket, SYS_statx, SYS_swapoff, SYS_swapon,
    SYS_sysinfo, SYS_syslog, SYS_times, SYS_tkill, SYS_umount2, SYS_uname, SYS_unshare, SYS_userfaultfd,
    SYS_write, SYS_writev,
};
#[cfg(target_arch = "x86_64")]
use libc::{
    SYS_access, SYS_arch_prctl, SYS_fork, SYS_ioperm, SYS_iopl, SYS_modify_ldt, SYS_pause, SYS_poll,
    SYS_readlink, SYS_vfork,
};

/// Calls for computing, waiting, threads and reading.
#[rustfmt::skip]
pub(super) const NEEDED: &[i64] = &[
    // memory
    SYS_brk, SYS_madvise, SYS_membarrier, SYS_mprotect, SYS_mremap, SYS_munmap,
    // threads and their end
    SYS_exit, SYS_exit_group, SYS_futex, SYS_gettid, SYS_rseq, SYS_sched_getaffinity, SYS_sched_yield,
    SYS_set_robust_list, SYS_set_tid_address,
    // signals to itself
    SYS_restart_syscall, SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_rt_sigsuspend,
    SYS_sigaltstack,
    // time
    SYS_clock_getres, SYS_clock_gettime, SYS_clock_nanosleep, SYS_getrusage, SYS_gettimeofday,
    SYS_nanosleep, SYS_times,
    // open descriptors
    SYS_close, SYS_fstat, SYS_lseek, SYS_ppoll, SYS_pread64, SYS_read, SYS_readv, SYS_recvfrom, SYS_sendto,
    SYS_write, SYS_writev,
    // queries
    SYS_faccessat, SYS_getcwd, SYS_getegid, SYS_geteuid, SYS_getgid, SYS_getpid, SYS_getppid,
    SYS_getrandom, SYS_getuid, SYS_newfstatat, SYS_readlinkat, SYS_statx, SYS_sysinfo, SYS_uname,
    #[cfg(target_arch = "x86_64")] SYS_access,
    #[cfg(target_arch = "x86_64")] SYS_arch_prctl,
    #[cfg(target_arch = "x86_64")] SYS_pause,
    #[cfg(target_arch = "x86_64")] SYS_poll,
    #[cfg(target_arch = "x86_64")] SYS_readlink,
];

/// Calls that neither a test nor a compiler makes.
#[rustfmt::skip]
pub(super) const FORBIDDEN: &[i64] = &[
    // network
    SYS_accept, SYS_accept4, SYS_bind, SYS_connect, SYS_listen, SYS_socket,
    // other processes
    SYS_kcmp, SYS_kill, SYS_pidfd_getfd, SYS_pidfd_open, SYS_pidfd_send_signal, SYS_process_madvise,
    SYS_process_vm_readv, SYS_process_vm_writev, SYS_ptrace, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo,
    SYS_tkill,
    // objects that outlive a process, and programs that are not files
    SYS_add_key, SYS_keyctl, SYS_memfd_create, SYS_mq_open, SYS_msgget, SYS_request_key, SYS_semget,
    SYS_shmget,
    // large parts of the kernel
    SYS_bpf, SYS_fanotify_init, SYS_io_setup, SYS_io_submit, SYS_io_uring_enter, SYS_io_uring_register,
    SYS_io_uring_setup, SYS_perf_event_open, SYS_personality, SYS_userfaultfd,
    // mounts and namespaces
    SYS_chroot, SYS_fsconfig, SYS_fsmount, SYS_fsopen, SYS_fspick, SYS_mount, SYS_mount_setattr,
    SYS_move_mount, SYS_name_to_handle_at, SYS_open_by_handle_at, SYS_open_tree, SYS_pivot_root,
    SYS_setns, SYS_umount2, SYS_unshare,
    // administration
    SYS_acct, SYS_adjtimex, SYS_clock_adjtime, SYS_clock_settime, SYS_delete_module, SYS_finit_module,
    SYS_init_module, SYS_kexec_load, SYS_quotactl, SYS_reboot, SYS_setdomainname, SYS_sethostname,
    SYS_settimeofday, SYS_swapoff, SYS_swapon, SYS_syslog,
    #[cfg(target_arch = "x86_64")] SYS_ioperm,
    #[cfg(target_arch = "x86_64")] SYS_iopl,
    #[cfg(target_arch = "x86_64")] SYS_modify_ldt,
];

/// Calls that start a process or replace its program. A compiler needs them.
#[rustfmt::skip]
pub(super) const PROCESSES: &[i64] = &[
    SYS_execve,
    #[cfg(target_arch = "x86_64")] SYS_fork,
    #[cfg(target_arch = "x86_64")] SYS_vfork,
];

// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/reader/sandbox.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ISO_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define ISO_SANITIZED 1
#endif
#endif

#if defined(__linux__) && !defined(ISO_SANITIZED)

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <vector>

namespace iso {
namespace {

/// What a reader does after its start: memory, time, its socket, files that are open already. A call that is
/// not here fails with EPERM, which a library takes for what it is: not being allowed.
constexpr long kAllowed[] = {
    // files already open, and the socket
    SYS_read, SYS_pread64, SYS_readv, SYS_preadv, SYS_write, SYS_pwrite64, SYS_writev, SYS_lseek, SYS_fstat,
    SYS_close, SYS_dup, SYS_fcntl, SYS_recvmsg, SYS_recvfrom, SYS_sendmsg, SYS_sendto,
#ifdef SYS_poll
    SYS_poll,
#endif
    SYS_ppoll,
// how long an open file is: what fstat() is made of today
#ifdef SYS_newfstatat
    SYS_newfstatat,
#endif
#ifdef SYS_statx
    SYS_statx,
#endif
    // memory
    SYS_mmap, SYS_munmap, SYS_mprotect, SYS_mremap, SYS_madvise, SYS_brk,
    // threads of a library that has some, locks
    SYS_futex, SYS_sched_yield, SYS_sched_getaffinity, SYS_set_robust_list, SYS_gettid, SYS_getpid,
    SYS_getcpu,
#ifdef SYS_rseq
    SYS_rseq,
#endif
    // signals and the end
    SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_sigaltstack, SYS_tgkill, SYS_exit,
    SYS_exit_group, SYS_restart_syscall,
    // time and what costs nothing
    SYS_clock_gettime, SYS_clock_nanosleep, SYS_nanosleep, SYS_setitimer, SYS_getrandom, SYS_getrusage,
    SYS_sysinfo, SYS_uname,
#ifdef SYS_alarm
    SYS_alarm,
#endif
#ifdef SYS_time
    SYS_time,
#endif
    SYS_gettimeofday};

#if defined(__x86_64__)
constexpr unsigned kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr unsigned kArchitecture = AUDIT_ARCH_AARCH64;
#else
constexpr unsigned kArchitecture = 0;
#endif

sock_filter statement(unsigned code, unsigned value) {
  return {static_cast<unsigned short>(code), 0, 0, value};
}
sock_filter jump(unsigned code, unsigned value, unsigned yes, unsigned no) {
  return {static_cast<unsigned short>(code), static_cast<unsigned char>(yes), static_cast<unsigned char>(no),
          value};
}

void filterCalls() {
  if (kArchitecture == 0) return;
  std::vector<sock_filter> program;
  program.push_back(statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)));
  program.push_back(jump(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0));
  program.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
  program.push_back(statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)));
  for (const long call : kAllowed) {
    program.push_back(jump(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(call), 0, 1));
    program.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  }
  program.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (EPERM & SECCOMP_RET_DATA)));
  sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  // A kernel without seccomp leaves the other limits, and the process boundary itself.
  (void)::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

void limit(__rlimit_resource resource, rlim_t value) {
  const rlimit both{value, value};
  (void)::setrlimit(resource, &both);
}

}  // namespace

void enterSandbox(std::size_t memory) {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_NOFILE, 128);
  if (memory > 0) limit(RLIMIT_AS, memory);
  (void)::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  (void)::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  filterCalls();
}

}  // namespace iso

#else

namespace iso {
void enterSandbox(std::size_t) {}
}  // namespace iso

#endif

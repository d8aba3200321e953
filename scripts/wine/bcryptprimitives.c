/*
 * Wine 8, which Debian 12 has, lacks this library of Windows 10, and Rust's standard library takes its random bytes from the one
 * function in it. Only for tests under Wine (`./x windows`); it is never shipped, every Windows has its own.
 */

#include <windows.h>

/* RtlGenRandom, as the header <ntsecapi.h> calls it. */
BOOLEAN NTAPI SystemFunction036(PVOID bytes, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T length) {
    const ULONG most = 1 << 20;
    while (length > 0) {
        const ULONG part = length < most ? (ULONG)length : most;
        if (!SystemFunction036(bytes, part)) {
            return FALSE;
        }
        bytes += part;
        length -= part;
    }
    return TRUE;
}

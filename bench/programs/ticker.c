// ticker PER_SECOND: in raw mode, writes that many lines a second, "<number> <monotonic ns>\n", after the first byte
// it reads. The number counts from 0 without gaps, so a reader sees what is lost.
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv) {
  struct termios t;
  struct timespec next, now;
  char key, line[64];
  if (argc < 2) return 2;
  long pause = 1000000000L / atol(argv[1]);
  tcgetattr(0, &t);
  cfmakeraw(&t);
  tcsetattr(0, TCSANOW, &t);
  if (write(1, "ready", 5) != 5 || read(0, &key, 1) != 1) return 3;
  clock_gettime(CLOCK_MONOTONIC, &next);
  for (long number = 0;; number++) {
    next.tv_nsec += pause;
    if (next.tv_nsec >= 1000000000L) next.tv_nsec -= 1000000000L, next.tv_sec++;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, 0);
    clock_gettime(CLOCK_MONOTONIC, &now);
    int size = snprintf(line, sizeof line, "%ld %lld\n", number, now.tv_sec * 1000000000LL + now.tv_nsec);
    if (write(1, line, size) != size) return 4;
  }
}

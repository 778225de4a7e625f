// flood FILE RESULT [forever]: puts its terminal into raw mode, says "ready", waits for one byte, then writes FILE to
// the terminal as fast as it is taken. RESULT gets the nanoseconds that took. With "forever" it goes on from the start
// of FILE until it is killed.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static void raw(void) {
  struct termios t;
  tcgetattr(0, &t);
  cfmakeraw(&t);
  tcsetattr(0, TCSANOW, &t);
}

static int put(const char *data, size_t size) {
  for (size_t at = 0; at < size;) {
    size_t part = size - at < 65536 ? size - at : 65536;
    ssize_t n = write(1, data + at, part);
    if (n <= 0) return 0;
    at += n;
  }
  return 1;
}

int main(int argc, char **argv) {
  struct stat s;
  struct timespec a, b;
  char key;
  int fd = open(argv[1], O_RDONLY);
  if (argc < 3 || fd < 0 || fstat(fd, &s) < 0) return 2;
  const char *data = mmap(0, s.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
  raw();
  put("ready", 5);
  if (read(0, &key, 1) != 1) return 3;
  clock_gettime(CLOCK_MONOTONIC, &a);
  do {
    if (!put(data, s.st_size)) return 4;
  } while (argc > 3);
  clock_gettime(CLOCK_MONOTONIC, &b);
  FILE *result = fopen(argv[2], "w");
  fprintf(result, "%lld", (b.tv_sec - a.tv_sec) * 1000000000LL + b.tv_nsec - a.tv_nsec);
  fclose(result);
  while (read(0, &key, 1) == 1) {
  }
  return 0;
}

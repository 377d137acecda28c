# Blocks every signal and waits.
# expect: timeout
# limits: timeoutSec=0.3
import signal
import threading

signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
threading.Event().wait()

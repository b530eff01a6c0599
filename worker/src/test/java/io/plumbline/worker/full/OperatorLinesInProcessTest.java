package io.plumbline.worker.full;

/** The same lines, with the program as it is started without any setting. */
class OperatorLinesInProcessTest extends OperatorLinesTest {

    @Override
    boolean onServer() {
        return false;
    }
}

fn main() {
    panic!("nobody should run this");
}

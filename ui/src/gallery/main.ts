import { mount } from 'svelte'
import Gallery from './Gallery.svelte'
import '../styles/tokens.css'
import '../styles/base.css'
import '../styles/programme.css'

const target = document.getElementById('app')
if (!target) throw new Error('gallery.html has no #app')
mount(Gallery, { target })
